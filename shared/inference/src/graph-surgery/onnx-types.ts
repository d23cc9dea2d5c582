/**
 * An ONNX model in memory, as far as graphs are edited here (onnx/onnx.proto). Everything else that a file holds stays in
 * `unknownFields`, byte for byte, and is written back.
 */
export interface OnnxModel {
  irVersion: number;
  operatorSets: { domain: string; version: number }[];
  graph: OnnxGraph;
  unknownFields: Uint8Array[];
}

export interface OnnxGraph {
  name: string;
  nodes: OnnxNode[];
  initializers: OnnxTensor[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  unknownFields: Uint8Array[];
}

export interface OnnxNode {
  name: string;
  operator: string;
  /** Empty for ONNX's own operators. */
  domain: string;
  /** Names of values; an empty one is an optional input left out. */
  inputs: string[];
  outputs: string[];
  attributes: Map<string, OnnxAttribute>;
  unknownFields: Uint8Array[];
}

export type OnnxAttribute =
  | { type: 'float'; value: number }
  | { type: 'int'; value: bigint }
  | { type: 'string'; value: string }
  | { type: 'tensor'; value: OnnxTensor }
  | { type: 'graph'; value: OnnxGraph }
  | { type: 'floats'; value: number[] }
  | { type: 'ints'; value: bigint[] }
  | { type: 'strings'; value: string[] }
  /** A kind that is not edited here: the whole message. */
  | { type: 'other'; value: Uint8Array };

/** Element types that are met in networks (TensorProto.DataType). */
export const dataTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint64: 13,
} as const;
export type DataTypeName = keyof typeof dataTypes;

export interface OnnxTensor {
  name: string;
  dims: number[];
  /** TensorProto.DataType */
  dataType: number;
  data: TensorData;
}

export type TensorData =
  /** Little-endian elements, in row-major order. */
  | { place: 'inline'; bytes: Uint8Array }
  /** In a file beside the model. */
  | { place: 'file'; location: string; offset: number; length: number | undefined }
  /** Fields that are not edited here (strings): the whole tensor's message, name included. */
  | { place: 'message'; bytes: Uint8Array };

/** A graph's input or output. */
export interface OnnxValue {
  name: string;
  /** TensorProto.DataType; absent for what is no tensor. */
  dataType: number | undefined;
  /** A number, a symbolic name, or undefined where nothing is known; absent where not even the rank is known. */
  dims: (number | string | undefined)[] | undefined;
  /** The type as it was read, for what is no tensor. */
  unknownType?: Uint8Array;
}
