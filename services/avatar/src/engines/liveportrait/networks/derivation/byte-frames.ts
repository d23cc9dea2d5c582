import { dataTypes, type OnnxModel } from '@parley/inference/graph-surgery';
import { NodeChain } from './graph-nodes.js';

/** Name of the output that `withByteFrames` gives a generator. */
export const frameOutput = 'frame';

/**
 * A generator that gives bytes RGB, rows from the top, instead of planes of numbers from 0 to 1: what is copied out is a
 * quarter as large, and no loop in JavaScript follows. Fractions are cut off, as the reference does
 * (LivePortrait, `parse_output`).
 */
export function withByteFrames(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const [picture] = graph.outputs;
  if (!picture || graph.outputs.length !== 1) throw new Error('It gives more than one picture.');
  const tail = new NodeChain('bytes', picture.name).castTo('float32');
  tail.append('Clip', [tail.float(0), tail.float(1)]).append('Mul', [tail.float(255)]);
  tail.castTo('uint8').append('Transpose', [], { perm: { type: 'ints', value: [0n, 2n, 3n, 1n] } });
  tail.named(frameOutput);
  const [batch, , height, width] = picture.dims ?? [];
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...tail.nodes],
      initializers: [...graph.initializers, ...tail.initializers],
      outputs: [{ name: frameOutput, dataType: dataTypes.uint8, dims: [batch, height, width, 3] }],
    },
  };
}
