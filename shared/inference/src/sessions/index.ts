/** What runs networks: for engine processes only, for it loads onnxruntime. */
export { type Feeds, OnnxSession, type SessionOptions, type TensorDeclaration } from './onnx-session.js';
