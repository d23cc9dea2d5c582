/** What runs networks: for engine processes only, for it loads onnxruntime. */
export { Tensor } from 'onnxruntime-node';
export { fromFloat16, toFloat16 } from './float16.js';
export { type Feeds, OnnxSession, type SessionOptions, type TensorDeclaration } from './onnx-session.js';
export { checkGraph, fixedDimension, floatsOf, integersOf, runGraph, tensorFor } from './graph-inputs.js';
export { selectRows } from './select-rows.js';
export { type Candidate, openFirst } from './open-first.js';
export { type GraphFacts, type GraphOptions, openGraphs } from './open-graphs.js';
