/** A picture of 32-bit pixels (red in the lowest byte) with a border of one repeated pixel on every side. */
export interface Texture {
  pixels: Int32Array;
  /** Of the picture inside the border. */
  width: number;
  height: number;
}

/** Bytes RGBA of `width` x `height` pixels as a texture; the border lets the inner loop go without bounds checks. */
export function textureOf(rgba: Uint8Array, width: number, height: number): Texture {
  const stride = width + 2;
  const pixels = new Int32Array(stride * (height + 2));
  for (let y = -1; y <= height; y++) {
    const row = Math.min(height - 1, Math.max(0, y)) * width;
    for (let x = -1; x <= width; x++) {
      const from = (row + Math.min(width - 1, Math.max(0, x))) * 4;
      const [r, g, b] = [rgba[from] ?? 0, rgba[from + 1] ?? 0, rgba[from + 2] ?? 0];
      pixels[(y + 1) * stride + x + 1] = r | (g << 8) | (b << 16) | (255 << 24);
    }
  }
  return { pixels, width, height };
}

/**
 * Draws `triangles` (vertex numbers, three each) of a texture: each goes from its `source` place to its `target`
 * place (both interleaved x, y in pixels) by the affine map of its corners, with bilinear sampling. Triangles that
 * share an edge leave no gap and draw no pixel twice. `out` has `width` x `height` 32-bit pixels.
 *
 * One tight loop on purpose: this is where a frame's time goes. Samples are blended two channels at a time in one
 * 32-bit word with weights of 8 bits that sum to 256, so that a product never spills into its neighbour.
 */
export function warpTriangles(
  texture: Texture,
  triangles: Uint32Array,
  source: Float32Array,
  target: Float32Array,
  out: Int32Array,
  width: number,
  height: number,
): void {
  const pixels = texture.pixels;
  const stride = (texture.width + 2) | 0;
  for (let t = 0; t < triangles.length; t += 3) {
    let a = triangles[t] as number;
    let b = triangles[t + 1] as number;
    let c = triangles[t + 2] as number;
    // Corners from top to bottom, so that a shared edge is walked by the same arithmetic from both its sides.
    if ((target[2 * a + 1] as number) > (target[2 * b + 1] as number)) [a, b] = [b, a];
    if ((target[2 * b + 1] as number) > (target[2 * c + 1] as number)) [b, c] = [c, b];
    if ((target[2 * a + 1] as number) > (target[2 * b + 1] as number)) [a, b] = [b, a];
    const ax = target[2 * a] as number;
    const ay = target[2 * a + 1] as number;
    const bx = target[2 * b] as number;
    const by = target[2 * b + 1] as number;
    const cx = target[2 * c] as number;
    const cy = target[2 * c + 1] as number;
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (area === 0) continue;
    const top = Math.max(0, Math.ceil(ay));
    const bottom = Math.min(height - 1, Math.ceil(cy) - 1);
    if (top > bottom) continue;

    const au = source[2 * a] as number;
    const av = source[2 * a + 1] as number;
    const bu = (source[2 * b] as number) - au;
    const bv = (source[2 * b + 1] as number) - av;
    const cu = (source[2 * c] as number) - au;
    const cv = (source[2 * c + 1] as number) - av;
    const ux = (bu * (cy - ay) - cu * (by - ay)) / area;
    const vx = (bv * (cy - ay) - cv * (by - ay)) / area;
    const uy = (cu * (bx - ax) - bu * (cx - ax)) / area;
    const vy = (cv * (bx - ax) - bv * (cx - ax)) / area;
    const stepU = Math.round(ux * 65536) | 0;
    const stepV = Math.round(vx * 65536) | 0;
    const longSlope = (cx - ax) / (cy - ay);
    const upperSlope = by > ay ? (bx - ax) / (by - ay) : 0;
    const lowerSlope = cy > by ? (cx - bx) / (cy - by) : 0;

    for (let y = top; y <= bottom; y++) {
      const long = ax + (y - ay) * longSlope;
      const short = y < by ? ax + (y - ay) * upperSlope : bx + (y - by) * lowerSlope;
      const from = Math.max(0, Math.ceil(long < short ? long : short));
      const to = Math.min(width, Math.ceil(long < short ? short : long));
      // + 1 pixel for the texture's border; 16 bits of fraction.
      let u = Math.round((au + (from - ax) * ux + (y - ay) * uy + 1) * 65536) | 0;
      let v = Math.round((av + (from - ax) * vx + (y - ay) * vy + 1) * 65536) | 0;
      const row = y * width;
      // What stays where it is, as most of a background does, is copied.
      if (stepU === 65536 && stepV === 0 && ((u | v) & 65535) === 0) {
        let at = (Math.imul(v >> 16, stride) + (u >> 16)) | 0;
        for (let x = from; x < to; x++, at++) out[row + x] = pixels[at] as number;
        continue;
      }
      for (let x = from; x < to; x++) {
        const at = (Math.imul(v >> 16, stride) + (u >> 16)) | 0;
        const fx = (u >> 8) & 255;
        const fy = (v >> 8) & 255;
        const w11 = Math.imul(fx, fy) >> 8;
        const w01 = fx - w11;
        const w10 = fy - w11;
        const w00 = 256 - fx - w10;
        const p00 = pixels[at] as number;
        const p01 = pixels[at + 1] as number;
        const p10 = pixels[at + stride] as number;
        const p11 = pixels[at + stride + 1] as number;
        const rb = (Math.imul(p00 & 0xff00ff, w00) + Math.imul(p01 & 0xff00ff, w01)) | 0;
        const rb2 = (Math.imul(p10 & 0xff00ff, w10) + Math.imul(p11 & 0xff00ff, w11)) | 0;
        const g = (Math.imul(p00 & 0xff00, w00) + Math.imul(p01 & 0xff00, w01)) | 0;
        const g2 = (Math.imul(p10 & 0xff00, w10) + Math.imul(p11 & 0xff00, w11)) | 0;
        out[row + x] = ((((rb + rb2) | 0) >>> 8) & 0xff00ff) | ((((g + g2) | 0) >>> 8) & 0xff00) | -16777216;
        u = (u + stepU) | 0;
        v = (v + stepV) | 0;
      }
    }
  }
}
