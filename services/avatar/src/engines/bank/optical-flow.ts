/** Colours of a picture or a part of one, each 0..1: one array for each of red, green and blue. */
export interface Planes {
  width: number;
  height: number;
  channels: readonly Float32Array[];
}

/** Where every pixel goes, in pixels. */
export interface Flow {
  width: number;
  height: number;
  x: Float32Array;
  y: Float32Array;
}

/** Levels end where a side would become shorter than this. */
const leastSide = 14;
const warpsPerLevel = 3;
const sweepsPerWarp = 20;
/** Successive over-relaxation: 1 is Gauss-Seidel, 2 does not converge. */
const relaxation = 1.85;
/** How much smoothness weighs against likeness. */
const smoothness = 0.3;
/** Colour differences far above this count for little: what is covered in one picture has no place in it. */
const likenessSoftness = 0.05;
/** Differences of neighbours' movement far above this, in pixels, count for little: lips part. */
const bendSoftness = 1;
/** A step of the linearised problem is trusted no further than this, in pixels. */
const longestStep = 1.5;

/**
 * The movement by which `from` becomes `to`: `from(p)` looks like `to(p + flow(p))`. Coarse to fine, with colours as data
 * and robust weights for both colours and smoothness (the energy of Brox et al., "High accuracy optical flow estimation
 * based on a theory for warping", ECCV 2004, without its gradient term).
 * @param initial where to begin; what is far from it is not found where it repeats itself
 */
export function opticalFlow(from: Planes, to: Planes, initial: Flow): Flow {
  const pyramid = [{ from: softened(from), to: softened(to), initial }];
  for (let level = pyramid[0]; level && Math.min(level.from.width, level.from.height) >= 2 * leastSide;) {
    level = { from: halved(level.from), to: halved(level.to), initial: halvedFlow(level.initial) };
    pyramid.push(level);
  }
  let flow: Flow | undefined;
  let coarser: Flow | undefined;
  for (const level of pyramid.toReversed()) {
    flow = flow && coarser ? refinedStart(level.initial, flow, coarser) : copied(level.initial);
    for (let warp = 0; warp < warpsPerLevel; warp++) step(level.from, level.to, flow);
    coarser = level.initial;
  }
  return flow ?? copied(initial);
}

/** What a coarser level has changed of its own start, on top of this level's start. */
function refinedStart(initial: Flow, flow: Flow, coarser: Flow): Flow {
  const { width, height } = initial;
  const change = copied(flow);
  for (let i = 0; i < change.x.length; i++) {
    change.x[i] = (change.x[i] as number) - (coarser.x[i] as number);
    change.y[i] = (change.y[i] as number) - (coarser.y[i] as number);
  }
  const start = copied(initial);
  const planes = { width: flow.width, height: flow.height, channels: [change.x, change.y] };
  const sample = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sampleAt(planes, (x - 0.5) / 2, (y - 0.5) / 2, sample);
      const i = y * width + x;
      start.x[i] = (start.x[i] as number) + 2 * (sample[0] as number);
      start.y[i] = (start.y[i] as number) + 2 * (sample[1] as number);
    }
  }
  return start;
}

/** One linearisation around `flow`, solved by over-relaxation in place. Tight loops: a bank's time goes here. */
function step(from: Planes, to: Planes, flow: Flow): void {
  const { width, height } = from;
  const count = width * height;
  const [xx, xy, yy, xt, yt] = Array.from({ length: 5 }, () => new Float32Array(count)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const warped = warpedPlanes(to, flow);
  for (let y = 0; y < height; y++) {
    const up = y > 0 ? width : 0;
    const down = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const left = x > 0 ? 1 : 0;
      const right = x < width - 1 ? 1 : 0;
      let [a, b, c, d, e, differences] = [0, 0, 0, 0, 0, 0];
      for (let k = 0; k < warped.length; k++) {
        const source = from.channels[k] as Float32Array;
        const target = warped[k] as Float32Array;
        const gx =
          ((target[i + right] as number) -
            (target[i - left] as number) +
            (source[i + right] as number) -
            (source[i - left] as number)) /
          (2 * Math.max(1, left + right));
        const gy =
          ((target[i + down] as number) -
            (target[i - up] as number) +
            (source[i + down] as number) -
            (source[i - up] as number)) /
          (2 * Math.max(1, (up + down) / width));
        const gt = (target[i] as number) - (source[i] as number);
        const t = gt - gx * (flow.x[i] as number) - gy * (flow.y[i] as number);
        a += gx * gx;
        b += gx * gy;
        c += gy * gy;
        d += gx * t;
        e += gy * t;
        differences += gt * gt;
      }
      const weight = 1 / Math.sqrt(differences + likenessSoftness ** 2);
      xx[i] = a * weight;
      xy[i] = b * weight;
      yy[i] = c * weight;
      xt[i] = d * weight;
      yt[i] = e * weight;
    }
  }
  relax(flow, { xx, xy, yy, xt, yt }, bendWeights(flow));
}

interface Likeness {
  xx: Float32Array;
  xy: Float32Array;
  yy: Float32Array;
  xt: Float32Array;
  yt: Float32Array;
}

function relax(flow: Flow, { xx, xy, yy, xt, yt }: Likeness, bends: Float32Array): void {
  const { width, height, x: flowX, y: flowY } = flow;
  const before = copied(flow);
  for (let sweep = 0; sweep < sweepsPerWarp; sweep++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        const own = bends[i] as number;
        let [sum, sumX, sumY] = [0, 0, 0];
        if (x > 0) {
          const weight = own + (bends[i - 1] as number);
          sum += weight;
          sumX += weight * (flowX[i - 1] as number);
          sumY += weight * (flowY[i - 1] as number);
        }
        if (x < width - 1) {
          const weight = own + (bends[i + 1] as number);
          sum += weight;
          sumX += weight * (flowX[i + 1] as number);
          sumY += weight * (flowY[i + 1] as number);
        }
        if (y > 0) {
          const weight = own + (bends[i - width] as number);
          sum += weight;
          sumX += weight * (flowX[i - width] as number);
          sumY += weight * (flowY[i - width] as number);
        }
        if (y < height - 1) {
          const weight = own + (bends[i + width] as number);
          sum += weight;
          sumX += weight * (flowX[i + width] as number);
          sumY += weight * (flowY[i + width] as number);
        }
        const cross = xy[i] as number;
        const u = (sumX - (xt[i] as number) - cross * (flowY[i] as number)) / (sum + (xx[i] as number));
        const nextX = (flowX[i] as number) + relaxation * (u - (flowX[i] as number));
        flowX[i] = nextX;
        const v = (sumY - (yt[i] as number) - cross * nextX) / (sum + (yy[i] as number));
        flowY[i] = (flowY[i] as number) + relaxation * (v - (flowY[i] as number));
      }
    }
  }
  for (let i = 0; i < flowX.length; i++) {
    flowX[i] = near(flowX[i] as number, before.x[i] as number);
    flowY[i] = near(flowY[i] as number, before.y[i] as number);
  }
}

function near(value: number, before: number): number {
  return Math.min(before + longestStep, Math.max(before - longestStep, value));
}

/** Half the weight of smoothness at each pixel: a pair of neighbours has the sum of both. */
function bendWeights({ width, height, x: flowX, y: flowY }: Flow): Float32Array {
  const weights = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const right = x < width - 1 ? i + 1 : i;
      const down = y < height - 1 ? i + width : i;
      const bend =
        ((flowX[right] as number) - (flowX[i] as number)) ** 2 +
        ((flowY[right] as number) - (flowY[i] as number)) ** 2 +
        ((flowX[down] as number) - (flowX[i] as number)) ** 2 +
        ((flowY[down] as number) - (flowY[i] as number)) ** 2;
      weights[i] = (0.5 * smoothness) / Math.sqrt(bend + bendSoftness ** 2);
    }
  }
  return weights;
}

function warpedPlanes(planes: Planes, flow: Flow): Float32Array[] {
  const { width, height } = flow;
  const warped = planes.channels.map(() => new Float32Array(width * height));
  const sample = planes.channels.map(() => 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      sampleAt(planes, x + (flow.x[i] as number), y + (flow.y[i] as number), sample);
      for (let k = 0; k < warped.length; k++) (warped[k] as Float32Array)[i] = sample[k] as number;
    }
  }
  return warped;
}

/** Bilinear, the edge repeated outside. */
function sampleAt({ width, height, channels }: Planes, atX: number, atY: number, out: number[]): void {
  const x = Math.min(width - 1.001, Math.max(0, atX));
  const y = Math.min(height - 1.001, Math.max(0, atY));
  const column = x | 0;
  const row = y | 0;
  const [fx, fy] = [x - column, y - row];
  const i = row * width + column;
  for (let k = 0; k < channels.length; k++) {
    const values = channels[k] as Float32Array;
    const upper = (values[i] as number) * (1 - fx) + (values[i + 1] as number) * fx;
    const lower = (values[i + width] as number) * (1 - fx) + (values[i + width + 1] as number) * fx;
    out[k] = upper * (1 - fy) + lower * fy;
  }
}

/** A little blur lets the linearisation reach further and hides the network's noise. */
function softened({ width, height, channels }: Planes): Planes {
  const soft = (values: Float32Array): Float32Array => {
    const across = new Float32Array(values.length);
    const out = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const x = i % width;
      const left = x > 0 ? i - 1 : i;
      const right = x < width - 1 ? i + 1 : i;
      across[i] = ((values[left] as number) + 2 * (values[i] as number) + (values[right] as number)) / 4;
    }
    for (let i = 0; i < values.length; i++) {
      const up = i >= width ? i - width : i;
      const down = i < width * (height - 1) ? i + width : i;
      out[i] = ((across[up] as number) + 2 * (across[i] as number) + (across[down] as number)) / 4;
    }
    return out;
  };
  return { width, height, channels: channels.map(soft) };
}

/** Means of 2 x 2 pixels; a last odd row or column is left out. */
export function halved({ width, height, channels }: Planes): Planes {
  const size = { width: width >> 1, height: height >> 1 };
  const half = (values: Float32Array): Float32Array => {
    const out = new Float32Array(size.width * size.height);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const i = 2 * y * width + 2 * x;
        out[y * size.width + x] =
          ((values[i] as number) +
            (values[i + 1] as number) +
            (values[i + width] as number) +
            (values[i + width + 1] as number)) /
          4;
      }
    }
    return out;
  };
  return { ...size, channels: channels.map(half) };
}

export function halvedFlow({ width, height, x, y }: Flow): Flow {
  const { channels, ...size } = halved({ width, height, channels: [x, y] });
  const [halfX, halfY] = channels.map((values) => values.map((value) => value / 2));
  return { ...size, x: halfX ?? new Float32Array(), y: halfY ?? new Float32Array() };
}

function copied({ width, height, x, y }: Flow): Flow {
  return { width, height, x: x.slice(), y: y.slice() };
}
