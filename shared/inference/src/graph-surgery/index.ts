/** Graphs read, changed, built and written: ONNX's protobuf, in TypeScript. */
export { type Derivation, derivedGraph } from './derived-graph-cache.js';
export { GraphBuilder } from './graph-builder.js';
export { GraphIndex } from './graph-index.js';
export { signedMatrix } from './layers/integer-weights.js';
export type * from './layers/layer-types.js';
export { UnrecognisedGraph } from './layers/layer-types.js';
export { findLinearLayers } from './layers/linear-layers.js';
export { findNormLayers } from './layers/norm-layers.js';
export { ModelSource } from './model-source.js';
export { readModel, writeModel } from './onnx-model.js';
export type * from './onnx-types.js';
export { dataTypes } from './onnx-types.js';
export { alignedBuffer, elementCount, tensorOf } from './tensors.js';
