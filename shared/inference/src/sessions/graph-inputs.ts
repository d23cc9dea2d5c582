import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { Tensor } from 'onnxruntime-node';
import { fromFloat16, toFloat16 } from './float16.js';
import type { OnnxSession } from './onnx-session.js';

/**
 * Makes sure that a graph can be fed and gives what is wanted.
 * @param inputs all that can be fed; each `needed` one must be there
 * @throws ParleyError `model_files_invalid`, naming file and input
 */
export function checkGraph(
  session: OnnxSession,
  contract: { needed: readonly string[]; optional?: readonly string[]; outputs: readonly string[] },
): void {
  const { needed, optional = [], outputs } = contract;
  const file = basename(session.file);
  const missing = needed.find((name) => !session.inputs.has(name));
  if (missing !== undefined) {
    const found = [...session.inputs.keys()].join(', ');
    refuse(`${file} has no input "${missing}"; it has ${found}. It belongs to another kind of model.`);
  }
  const unknown = [...session.inputs.keys()].find(
    (name) => !needed.includes(name) && !optional.includes(name),
  );
  if (unknown !== undefined) {
    refuse(`${file} wants an input "${unknown}" that is not known here. Use another export of this model.`);
  }
  const absent = outputs.find((name) => !session.outputs.has(name));
  if (absent !== undefined) {
    const found = [...session.outputs.keys()].join(', ');
    refuse(`${file} has no output "${absent}"; it has ${found}. It belongs to another kind of model.`);
  }
}

function refuse(message: string): never {
  throw new ParleyError('model_files_invalid', message);
}

/** Numbers in the format that a graph's input wants. */
export function tensorFor(
  session: OnnxSession,
  input: string,
  values: Float32Array | readonly number[],
  dims: readonly number[],
): Tensor {
  const type = session.inputs.get(input)?.type ?? 'float32';
  if (type === 'float32') return new Tensor(Float32Array.from(values), dims);
  if (type === 'float16') return new Tensor('float16', toFloat16(Float32Array.from(values)), dims);
  if (type === 'int64') return new Tensor('int64', BigInt64Array.from(Array.from(values, BigInt)), dims);
  if (type === 'int32') return new Tensor('int32', Int32Array.from(values), dims);
  if (type === 'bool') return new Tensor('bool', Uint8Array.from(values, Number), dims);
  return refuse(`${basename(session.file)} wants its input "${input}" as ${type}, which is not known here.`);
}

/** A tensor's numbers in single precision. */
export function floatsOf({ data, type }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && data instanceof Uint16Array) return fromFloat16(data);
  throw new Error(`A tensor of ${type} holds no floating-point numbers.`);
}

/** A tensor's whole numbers. */
export function integersOf({ data, type }: Tensor): number[] {
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  if (data instanceof Int32Array) return Array.from(data);
  throw new Error(`A tensor of ${type} holds no whole numbers.`);
}

/** An input's dimension, where the graph fixes it. */
export function fixedDimension(session: OnnxSession, input: string, axis: number): number | undefined {
  const dimension = session.inputs.get(input)?.shape[axis];
  return typeof dimension === 'number' && dimension > 0 ? dimension : undefined;
}

/** Runs a graph. Outputs are in the order of their names. */
export async function runGraph(
  session: OnnxSession,
  feeds: Readonly<Record<string, Tensor>>,
  outputs: readonly string[],
): Promise<Tensor[]> {
  const results = await session.run(feeds, outputs);
  return outputs.map((name) => {
    const tensor = results[name];
    if (!tensor) throw new Error(`${basename(session.file)} gave no "${name}".`);
    return tensor;
  });
}
