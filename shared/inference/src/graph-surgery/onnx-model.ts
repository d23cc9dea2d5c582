import { readGraph, writeGraph } from './graph-codec.js';
import type { OnnxModel } from './onnx-types.js';
import { FieldWriter, readFields, readInteger } from './wire.js';

/**
 * Reads a ModelProto. Tensors' bytes are views of the given ones, not copies.
 * @throws where the bytes are no ONNX model
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  let graph: OnnxModel['graph'] | undefined;
  const model: Omit<OnnxModel, 'graph'> = { irVersion: 0, operatorSets: [], unknownFields: [] };
  model.unknownFields = readFields(bytes, (number, reader) => {
    if (number === 1) model.irVersion = readInteger(reader);
    else if (number === 7) graph = readGraph(reader.bytes());
    else if (number === 8) model.operatorSets.push(readOperatorSet(reader.bytes()));
    else return false;
    return true;
  });
  if (!graph) throw new Error('These bytes are no ONNX model: they hold no graph.');
  return { ...model, graph };
}

/** Writes a ModelProto. */
export function writeModel(model: OnnxModel): Uint8Array {
  const writer = new FieldWriter();
  writer.integer(1, model.irVersion);
  writer.bytes(7, writeGraph(model.graph));
  for (const { domain, version } of model.operatorSets) {
    const set = new FieldWriter();
    if (domain) set.text(1, domain);
    set.integer(2, version);
    writer.bytes(8, set.finish());
  }
  writer.raw(model.unknownFields);
  return writer.finish();
}

/** OperatorSetIdProto */
function readOperatorSet(message: Uint8Array): { domain: string; version: number } {
  const set = { domain: '', version: 0 };
  readFields(message, (number, reader) => {
    if (number === 1) set.domain = reader.string();
    else if (number === 2) set.version = readInteger(reader);
    else return false;
    return true;
  });
  return set;
}
