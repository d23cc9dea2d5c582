import { keypointCount } from '../keypoints/keypoints.js';
import { followingMatrix, inverseReaches, lipKeypoints } from './face-layout.js';
import type { VersionedGraph } from './graph-parts.js';

/** Side of the picture that the appearance holds. */
export const pictureSide = 256;
/** Side of the appearance, whose cells hold 4 x 4 pixels each. */
export const volumeSide = 64;
export const pixelsOfCell = pictureSide / volumeSide;
/** Numbers of a cell that are the picture's. */
export const packedChannels = 3 * pixelsOfCell ** 2;
/** Numbers of a cell altogether: 32 channels of 16 layers. */
export const volumeChannels = 32 * 16;

/** How strongly what is far from every keypoint stays where it is. */
const backgroundWeight = 0.08;
/** What is seen in an open mouth, RGB. */
const mouthColour = Float32Array.of(0.2, 0.05, 0.06);
/** A mouth this far open shows no more skin in its middle. */
const wholeOpening = 0.03;

interface Points {
  source: string;
  driving: string;
}

/**
 * The picture in `volume` with each piece of skin moved as the keypoints near it are, and the mouth dark where the lips
 * part.
 * @returns [1, 3, 256, 256]
 */
export function warpedPicture(graph: VersionedGraph, volume: string, { source, driving }: Points): string {
  const cells = graph.reshape(volume, 1, volumeChannels, volumeSide, volumeSide);
  const packed = graph.slice(cells, 1, 0, packedChannels);
  const picture = graph.add('DepthToSpace', [packed], { attributes: { blocksize: pixelsOfCell } });
  const layers = graph.reshape(picture, 1, 3, 1, pictureSide, pictureSide);
  const moved = graph.sampleVolume(layers, samplingGrid(graph, source, driving));
  return openedMouth(graph, graph.reshape(moved, 1, 3, pictureSide, pictureSide), source, driving);
}

/** Where each pixel comes from: [1, 1, 256, 256, 3], from -1 to 1. */
function samplingGrid(graph: VersionedGraph, source: string, driving: string): string {
  const { builder } = graph;
  const following = graph.floats([keypointCount, keypointCount], followingMatrix());
  const moves = graph.add('MatMul', [following, inPlane(graph, graph.add('Sub', [driving, source]))]);
  const weights = skinWeights(graph, driving);
  const total = graph.add('Add', [
    graph.add('MatMul', [graph.floats([1, keypointCount], new Float32Array(keypointCount).fill(1)), weights]),
    builder.float(backgroundWeight),
  ]);
  const flow = graph.add('Div', [
    graph.add('MatMul', [graph.add('Transpose', [moves], { attributes: { perm: [1, 0] } }), weights]),
    total,
  ]);
  const smooth = graph.resize(
    graph.reshape(flow, 1, 2, volumeSide, volumeSide),
    1,
    2,
    pictureSide,
    pictureSide,
  );
  const here = graph.floats([1, 2, pictureSide, pictureSide], pixelPlaces(pictureSide));
  const from = graph.add('Transpose', [graph.add('Sub', [here, smooth])], {
    attributes: { perm: [0, 2, 3, 1] },
  });
  const grid = graph.reshape(from, 1, 1, pictureSide, pictureSide, 2);
  const depth = graph.floats([1, 1, pictureSide, pictureSide, 1], new Float32Array(pictureSide ** 2));
  return graph.add('Concat', [grid, depth], { attributes: { axis: 4 } });
}

/** How much each keypoint counts in each cell: [21, 4096], bells around where the keypoints are now. */
function skinWeights(graph: VersionedGraph, driving: string): string {
  const { builder } = graph;
  const cells = volumeSide ** 2;
  const places = graph.add('Transpose', [graph.floats([1, 2, cells], pixelPlaces(volumeSide))], {
    attributes: { perm: [0, 2, 1] },
  });
  const middles = graph.reshape(inPlane(graph, driving), keypointCount, 1, 2);
  const away = graph.add('Mul', [
    graph.add('Sub', [places, middles]),
    graph.floats([keypointCount, 1, 2], inverseReaches),
  ]);
  // Half of the squares' sum is their mean.
  const halfSquare = graph.mean(graph.add('Mul', [away, away]), 2);
  return graph.add('Exp', [graph.add('Mul', [halfSquare, builder.float(-1)])]);
}

/** Darkens the picture between the lips, as far as they are further apart than in the source. */
function openedMouth(graph: VersionedGraph, picture: string, source: string, driving: string): string {
  const { builder } = graph;
  const gap = (points: string) =>
    graph.add('Sub', [lip(graph, points, 'lower'), lip(graph, points, 'upper')]);
  const opening = graph.add('Max', [graph.add('Sub', [gap(driving), gap(source)]), builder.float(0)]);
  const lips = graph.add('Add', [lip(graph, driving, 'lower'), lip(graph, driving, 'upper')]);
  const middle = graph.add('Mul', [lips, builder.float(0.5)]);
  const [across, down] = axisPlaces(pictureSide);
  const acrossBell = Float32Array.from(across, (x) => (x / 0.11) ** 4);
  const height = graph.add('Add', [graph.add('Mul', [opening, builder.float(0.5)]), builder.float(0.004)]);
  const away = graph.add('Div', [
    graph.add('Sub', [graph.floats([1, 1, pictureSide, 1], down), middle]),
    height,
  ]);
  const square = graph.add('Mul', [away, away]);
  const exponent = graph.add('Add', [
    graph.add('Mul', [square, square]),
    graph.floats([1, 1, 1, pictureSide], acrossBell),
  ]);
  const shape = graph.add('Exp', [graph.add('Mul', [exponent, builder.float(-1)])]);
  const strength = graph.add('Min', [
    graph.add('Mul', [opening, builder.float(1 / wholeOpening)]),
    builder.float(1),
  ]);
  const dark = graph.add('Mul', [shape, strength]);
  const colour = graph.floats([1, 3, 1, 1], mouthColour);
  return graph.add('Add', [picture, graph.add('Mul', [graph.add('Sub', [colour, picture]), dark])]);
}

/** The y of a lip's keypoint: [1, 1, 1, 1]. */
function lip(graph: VersionedGraph, points: string, which: keyof typeof lipKeypoints): string {
  const keypoint = lipKeypoints[which];
  const row = graph.slice(points, 1, keypoint, keypoint + 1);
  return graph.reshape(graph.slice(row, 2, 1, 2), 1, 1, 1, 1);
}

/** x and y of points: [21, 2]. */
function inPlane(graph: VersionedGraph, points: string): string {
  return graph.reshape(graph.slice(points, 2, 0, 2), keypointCount, 2);
}

/** Middles of pixels from -1 to 1: all x, then all y. */
function pixelPlaces(side: number): Float32Array {
  const places = new Float32Array(2 * side ** 2);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      places[row * side + column] = (2 * column + 1) / side - 1;
      places[side ** 2 + row * side + column] = (2 * row + 1) / side - 1;
    }
  }
  return places;
}

function axisPlaces(side: number): [Float32Array, Float32Array] {
  const places = Float32Array.from({ length: side }, (_, index) => (2 * index + 1) / side - 1);
  return [places, places];
}
