/** Graphs read, changed, built and written: ONNX's protobuf, in TypeScript. */
export { type Derivation, derivedGraph } from './derived-graph-cache.js';
export { GraphBuilder } from './graph-builder.js';
export { GraphIndex } from './graph-index.js';
export { ModelSource } from './model-source.js';
export { readModel, writeModel } from './onnx-model.js';
export type * from './onnx-types.js';
export { dataTypes } from './onnx-types.js';
export { alignedBuffer, elementCount, tensorOf } from './tensors.js';
