import type { OnnxAttribute, OnnxGraph, OnnxNode } from './onnx-types.js';
import { readTensor, writeTensor } from './tensor-codec.js';
import { readValue, writeValue } from './value-codec.js';
import { FieldWriter, readBigInteger, readFields, readRepeated } from './wire.js';

/** Reads a GraphProto. */
export function readGraph(message: Uint8Array): OnnxGraph {
  const graph: OnnxGraph = {
    name: '',
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    unknownFields: [],
  };
  graph.unknownFields = readFields(message, (number, reader) => {
    if (number === 1) graph.nodes.push(readNode(reader.bytes()));
    else if (number === 2) graph.name = reader.string();
    else if (number === 5) graph.initializers.push(readTensor(reader.bytes()));
    else if (number === 11) graph.inputs.push(readValue(reader.bytes()));
    else if (number === 12) graph.outputs.push(readValue(reader.bytes()));
    else return false;
    return true;
  });
  return graph;
}

/** Writes a GraphProto. */
export function writeGraph(graph: OnnxGraph): Uint8Array {
  const writer = new FieldWriter();
  for (const node of graph.nodes) writer.bytes(1, writeNode(node));
  writer.text(2, graph.name);
  for (const tensor of graph.initializers) writer.bytes(5, writeTensor(tensor));
  for (const input of graph.inputs) writer.bytes(11, writeValue(input));
  for (const output of graph.outputs) writer.bytes(12, writeValue(output));
  writer.raw(graph.unknownFields);
  return writer.finish();
}

function readNode(message: Uint8Array): OnnxNode {
  const node: OnnxNode = {
    name: '',
    operator: '',
    domain: '',
    inputs: [],
    outputs: [],
    attributes: new Map(),
    unknownFields: [],
  };
  node.unknownFields = readFields(message, (number, reader) => {
    if (number === 1) node.inputs.push(reader.string());
    else if (number === 2) node.outputs.push(reader.string());
    else if (number === 3) node.name = reader.string();
    else if (number === 4) node.operator = reader.string();
    else if (number === 5) readAttribute(reader.bytes(), node.attributes);
    else if (number === 7) node.domain = reader.string();
    else return false;
    return true;
  });
  return node;
}

function writeNode(node: OnnxNode): Uint8Array {
  const writer = new FieldWriter();
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  if (node.name) writer.text(3, node.name);
  writer.text(4, node.operator);
  for (const [name, attribute] of node.attributes) writer.bytes(5, writeAttribute(name, attribute));
  if (node.domain) writer.text(7, node.domain);
  writer.raw(node.unknownFields);
  return writer.finish();
}

const utf8 = new TextDecoder();

/** AttributeProto: the field that its `type` names counts. */
function readAttribute(message: Uint8Array, into: Map<string, OnnxAttribute>): void {
  const numbers = { name: '', type: 0, float: 0, int: 0n };
  const ints: bigint[] = [];
  const floats: number[] = [];
  const strings: string[] = [];
  let single: OnnxAttribute | undefined;
  readFields(message, (number, reader, wireType) => {
    if (number === 1) numbers.name = reader.string();
    else if (number === 2) numbers.float = reader.float();
    else if (number === 3) numbers.int = readBigInteger(reader);
    else if (number === 4) single = { type: 'string', value: utf8.decode(reader.bytes()) };
    else if (number === 5) single = { type: 'tensor', value: readTensor(reader.bytes()) };
    else if (number === 6) single = { type: 'graph', value: readGraph(reader.bytes()) };
    else if (number === 7) readRepeated(reader, wireType, floats, (from) => from.float());
    else if (number === 8) readRepeated(reader, wireType, ints, readBigInteger);
    else if (number === 9) strings.push(utf8.decode(reader.bytes()));
    else if (number === 20) numbers.type = reader.int32();
    else return false;
    return true;
  });
  const repeated = { floats, ints, strings };
  into.set(numbers.name, single ?? attributeOf(numbers, repeated) ?? { type: 'other', value: message });
}

/** AttributeProto.AttributeType */
const types = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

function attributeOf(
  numbers: { type: number; float: number; int: bigint },
  { floats, ints, strings }: { floats: number[]; ints: bigint[]; strings: string[] },
): OnnxAttribute | undefined {
  switch (numbers.type) {
    case types.float:
      return { type: 'float', value: numbers.float };
    case types.int:
      return { type: 'int', value: numbers.int };
    case types.string:
      return { type: 'string', value: '' };
    case types.floats:
      return { type: 'floats', value: floats };
    case types.ints:
      return { type: 'ints', value: ints };
    case types.strings:
      return { type: 'strings', value: strings };
    default:
      return undefined;
  }
}

function writeAttribute(name: string, attribute: OnnxAttribute): Uint8Array {
  if (attribute.type === 'other') return attribute.value;
  const writer = new FieldWriter();
  writer.text(1, name);
  writer.integer(20, types[attribute.type]);
  if (attribute.type === 'float') writer.float(2, attribute.value);
  else if (attribute.type === 'int') writer.integer(3, attribute.value);
  else if (attribute.type === 'string') writer.text(4, attribute.value);
  else if (attribute.type === 'tensor') writer.bytes(5, writeTensor(attribute.value));
  else if (attribute.type === 'graph') writer.bytes(6, writeGraph(attribute.value));
  else if (attribute.type === 'floats') for (const value of attribute.value) writer.float(7, value);
  else if (attribute.type === 'ints') for (const value of attribute.value) writer.integer(8, value);
  else for (const value of attribute.value) writer.text(9, value);
  return writer.finish();
}
