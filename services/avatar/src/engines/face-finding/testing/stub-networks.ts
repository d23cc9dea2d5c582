import { colorMasks, partMiddles } from './color-moments.js';
import { landmarkShares } from './scheme-layouts.js';
import type { StubScheme } from './scheme-layouts.js';
import { StubGraph } from './stub-graph.js';

/** Cells of a detector that see a face's middle this near are sure of it, in cells. */
const nearCells = 0.9;
/** Side of the window that a cell sees. */
const windowCells = 7;

/** MediaPipe's detector as Ditto exports it: [1, 128, 128, 3], -1 to 1. Finds coloured faces of up to 50 pixels. */
export function stubBlazeFace(
  names = { input: 'input', regressors: 'regressors', scores: 'classificators' },
): Uint8Array {
  const graph = new StubGraph('blaze_face');
  const last = graph.builder.input(names.input, 'float32', [1, 128, 128, 3]);
  const picture = graph.plus(graph.times(colorsFirst(graph, last), 0.5), 0.5);
  const { parts, logits, center } = detectFaces(graph, picture, { side: 128, stride: 8 });
  const [x, y, size] = [
    graph.slice(center, 1, 0, 1),
    graph.slice(center, 1, 1, 2),
    graph.slice(center, 1, 2, 3),
  ];
  const column = (part: number): string[] => [
    graph.slice(parts, 1, part, part + 1),
    graph.slice(parts, 1, part + 4, part + 5),
  ];
  // Eyes, the middle for nose, mouth, and the middle again for both ears.
  const coordinates = graph.concat(
    [x, y, size, graph.times(size, 1.3), ...column(0), ...column(1), x, y, ...column(2), x, y, x, y],
    1,
  );
  const offset = graph.add('Mul', [
    anchorCenters(graph, 16, 8),
    graph.floats([1, 16, 1, 1], [1, 1, 0, 0, ...Array.from({ length: 12 }, () => 1)]),
  ]);
  const regressors = perAnchor(graph, graph.add('Sub', [coordinates, offset]), {
    channels: 16,
    cells: 256,
    each: 2,
  });
  const scores = perAnchor(graph, logits, { channels: 1, cells: 256, each: 2 });
  const coarse = (width: number, value: number): string =>
    graph.floats([1, 384, width], new Float32Array(384 * width).fill(value));
  graph.output(graph.concat([regressors, coarse(16, 0)], 1), names.regressors, [1, 896, 16]);
  graph.output(graph.concat([scores, coarse(1, -20)], 1), names.scores, [1, 896, 1]);
  return graph.write();
}

/** MediaPipe's mesh as Ditto exports it: [1, 256, 256, 3], 0 to 1; no face without both eyes. */
export function stubFaceMesh(): Uint8Array {
  const graph = new StubGraph('face_mesh');
  const picture = colorsFirst(graph, graph.builder.input('input', 'float32', [1, 256, 256, 3]));
  const { points, seen } = landmarks(graph, picture, 256, 478);
  const depth = graph.floats([478, 1], new Float32Array(478));
  graph.output(graph.concat([points, depth], 1), 'Identity', [1, 1, 1, 1434]);
  graph.output(seen, 'Identity_1', [1, 1, 1, 1]);
  graph.output(graph.floats([1, 1], [0]), 'Identity_2', [1, 1]);
  return graph.write();
}

/** LivePortrait's 203 landmarks as FasterLivePortrait ships them: [1, 3, 224, 224], 0 to 1; the third output counts. */
export function stubLandmarks203(): Uint8Array {
  const graph = new StubGraph('landmark');
  const picture = graph.builder.input('input', 'float32', [1, 3, 224, 224]);
  const { points } = landmarks(graph, picture, 224, 203);
  graph.output(graph.floats([1, 214], new Float32Array(214)), 'output', [1, 214]);
  graph.output(graph.floats([1, 262], new Float32Array(262)), '853', [1, 262]);
  graph.output(graph.times(points, 1 / 224), '856', [1, 406]);
  return graph.write();
}

/** InsightFace's 106 landmarks: [1, 3, 192, 192], 0 to 255; -1 to 1 out. */
export function stubLandmarks106(): Uint8Array {
  const graph = new StubGraph('2d106det');
  const picture = graph.times(graph.builder.input('data', 'float32', [1, 3, 192, 192]), 1 / 255);
  const { points } = landmarks(graph, picture, 192, 106);
  graph.output(graph.plus(graph.times(points, 1 / 96), -1), 'fc1', [1, 212]);
  return graph.write();
}

/** InsightFace's detector, static at 512: [1, 3, 512, 512], (x - 127.5) / 128. Finds coloured faces of up to 220 pixels. */
export function stubScrfd(): Uint8Array {
  const graph = new StubGraph('det_10g');
  const input = graph.builder.input('input.1', 'float32', [1, 3, 512, 512]);
  const picture = graph.plus(graph.times(input, 128 / 255), 0.5);
  const { logits, center } = detectFaces(graph, picture, { side: 512, stride: 32 });
  const half = graph.times(graph.slice(center, 1, 2, 3), 0.5);
  const tall = graph.times(half, 1.3);
  const anchors = anchorCorners(graph, 16, 32);
  const offset = graph.add('Sub', [graph.slice(center, 1, 0, 2), anchors]);
  const [dx, dy] = [graph.slice(offset, 1, 0, 1), graph.slice(offset, 1, 1, 2)];
  const distances = graph.concat(
    [
      graph.add('Sub', [half, dx]),
      graph.add('Sub', [tall, dy]),
      graph.add('Add', [half, dx]),
      graph.add('Add', [tall, dy]),
    ],
    1,
  );
  const empty = (rows: number, width: number): string =>
    graph.floats([rows, width], new Float32Array(rows * width));
  const coarse = { cells: 256, each: 2 };
  graph.output(empty(8192, 1), '448', [8192, 1]);
  graph.output(empty(2048, 1), '471', [2048, 1]);
  const scores = graph.add('Sigmoid', [logits]);
  graph.output(perAnchor(graph, scores, { channels: 1, ...coarse }), '494', [512, 1]);
  graph.output(empty(8192, 4), '451', [8192, 4]);
  graph.output(empty(2048, 4), '474', [2048, 4]);
  const inStrides = graph.times(distances, 1 / 32);
  graph.output(perAnchor(graph, inStrides, { channels: 4, ...coarse }), '497', [512, 4]);
  for (const [name, rows] of [
    ['454', 8192],
    ['477', 2048],
    ['500', 512],
  ] as const) {
    graph.output(empty(rows, 10), name, [rows, 10]);
  }
  return graph.write();
}

function colorsFirst(graph: StubGraph, picture: string): string {
  return graph.add('Transpose', [picture], { perm: [0, 3, 1, 2] });
}

/** Landmarks in pixels of the input, [count, 2], and a logit of whether both eyes are seen. */
function landmarks(
  graph: StubGraph,
  picture: string,
  side: number,
  scheme: StubScheme,
): { points: string; seen: string } {
  const moments = graph.add('GlobalAveragePool', [colorMasks(graph, picture, side)]);
  const middles = graph.reshape(partMiddles(graph, moments), 2, 4);
  const threeParts = graph.slice(middles, 1, 0, 3);
  const shares = graph.floats([3, scheme], landmarkShares(scheme));
  const points = graph.add('Transpose', [graph.add('MatMul', [threeParts, shares])], { perm: [1, 0] });
  const eyes = graph.add('ReduceMin', [graph.slice(moments, 1, 0, 2)], { axes: [1], keepdims: 0 });
  return { points, seen: graph.plus(graph.times(eyes, 1e5), -5) };
}

/**
 * What each cell of a grid sees in a window around it: the middles of coloured parts, a logit of whether the skin's middle
 * is here, and [1, 3, cells, cells]: that middle and the face's width.
 */
function detectFaces(
  graph: StubGraph,
  picture: string,
  { side, stride }: { side: number; stride: number },
): { parts: string; logits: string; center: string } {
  const cells = graph.add('AveragePool', [colorMasks(graph, picture, side)], {
    kernel_shape: [stride, stride],
    strides: [stride, stride],
  });
  const pad = (windowCells - 1) / 2;
  const moments = graph.add('AveragePool', [cells], {
    kernel_shape: [windowCells, windowCells],
    pads: [pad, pad, pad, pad],
    count_include_pad: 1,
  });
  const parts = partMiddles(graph, moments);
  const skin = graph.slice(moments, 1, 3, 4);
  // The skin's middle lies a little off the face's, whose eyes and mouth are cut out of it: the stub is no better.
  const center = graph.concat([graph.slice(parts, 1, 3, 4), graph.slice(parts, 1, 7, 8)], 1);
  const offset = graph.times(
    graph.add('Sub', [center, anchorCenters(graph, side / stride, stride, 2)]),
    1 / stride,
  );
  const far = graph.add('ReduceSum', [graph.add('Mul', [offset, offset]), graph.builder.list(1)], {
    keepdims: 1,
  });
  // An ellipse of width w and height 1.3 w, less its three parts, covers 0.9 w^2; its mask is 0.5.
  const width = graph.times(graph.add('Sqrt', [skin]), (windowCells * stride) / Math.sqrt(0.5 * 0.907));
  const enough = graph.add('Relu', [graph.plus(graph.times(skin, -1), 1e-3)]);
  const logits = graph.add('Sub', [
    graph.times(graph.plus(graph.times(far, -1), nearCells), 6),
    graph.times(enough, 1e5),
  ]);
  return { parts, logits, center: graph.concat([center, width], 1) };
}

/** Middles of a grid's cells in pixels: x and y in turn, `channels` of them. */
function anchorCenters(graph: StubGraph, cells: number, stride: number, channels = 16): string {
  return anchorPlaces(graph, cells, stride, channels, stride / 2);
}

function anchorCorners(graph: StubGraph, cells: number, stride: number): string {
  return anchorPlaces(graph, cells, stride, 2, 0);
}

function anchorPlaces(
  graph: StubGraph,
  cells: number,
  stride: number,
  channels: number,
  shift: number,
): string {
  const values = Array.from({ length: channels * cells * cells }, (_, i) => {
    const cell = i % (cells * cells);
    const alongX = Math.floor(i / (cells * cells)) % 2 === 0;
    return (alongX ? cell % cells : Math.floor(cell / cells)) * stride + shift;
  });
  return graph.floats([1, channels, cells, cells], values);
}

/** [1, channels, rows, columns] as one row for each anchor: [1, cells * each, channels]. */
function perAnchor(
  graph: StubGraph,
  value: string,
  { channels, cells, each }: { channels: number; cells: number; each: number },
): string {
  const rows = graph.add('Transpose', [graph.reshape(value, 1, channels, cells)], { perm: [0, 2, 1] });
  const single = graph.reshape(rows, 1, cells, 1, channels);
  return graph.reshape(
    graph.concat(
      Array.from({ length: each }, () => single),
      2,
    ),
    1,
    cells * each,
    channels,
  );
}
