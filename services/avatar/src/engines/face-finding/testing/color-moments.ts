import type { StubGraph } from './stub-graph.js';

/** The coloured parts, in the order of the channels below. */
const partCount = 4;

/**
 * How much of each colour there is, and where: green, blue, red, magenta (the skin).
 * @param picture [1, 3, side, side], colours 0 to 1
 * @returns [1, 12, side, side]: four masks, then the same times x, then times y, in pixels
 */
export function colorMasks(graph: StubGraph, picture: string, side: number): string {
  const [r, g, b] = [0, 1, 2].map((channel) => graph.slice(picture, 1, channel, channel + 1));
  if (r === undefined || g === undefined || b === undefined) throw new Error('A picture has three colours.');
  const only = (color: string, others: string[]): string =>
    graph.add('Relu', [graph.plus(graph.add('Sub', [color, graph.add('Max', others)]), -0.5)]);
  const magenta = graph.add('Relu', [graph.plus(graph.add('Sub', [graph.add('Min', [r, b]), g]), -0.5)]);
  const masks = graph.concat([only(g, [r, b]), only(b, [r, g]), only(r, [g, b]), magenta], 1);
  const indices = Array.from({ length: side }, (_, i) => i);
  const x = graph.floats([1, 1, 1, side], indices);
  const y = graph.floats([1, 1, side, 1], indices);
  return graph.concat([masks, graph.add('Mul', [masks, x]), graph.add('Mul', [masks, y])], 1);
}

/**
 * Middles of the coloured parts.
 * @param moments [1, 12, rows, columns]: means of `colorMasks`
 * @returns [1, 8, rows, columns]: x of each part, then y of each
 */
export function partMiddles(graph: StubGraph, moments: string): string {
  const mass = graph.plus(graph.slice(moments, 1, 0, partCount), 1e-9);
  const sums = graph.slice(moments, 1, partCount, 3 * partCount);
  return graph.add('Div', [sums, graph.concat([mass, mass], 1)]);
}
