export { EngineProcess } from './engine-process/engine-process.js';
export type {
  EngineProcessEvent,
  EngineProcessOptions,
  EngineProcessState,
  EngineProcessStatus,
} from './engine-process/engine-process-types.js';
export {
  type EngineProtocol,
  fromRemoteError,
  type RemoteError,
  toRemoteError,
} from './engine-process/messages.js';
export { type CallContext, type EngineHandlers, serveEngine } from './engine-process/serve-engine.js';
export {
  VoiceActivity,
  type VoiceActivityOptions,
  VoiceActivityStream,
} from './voice-activity/voice-activity.js';
export { windowSamples as voiceActivityWindowSamples } from './voice-activity/voice-activity-protocol.js';
export {
  type Device,
  type DevicePreference,
  type Dtype,
  devicePreferences,
  dtypeOrder,
  dtypeSuffixes,
  dtypes,
  dtypesToTry,
  hasNvidiaDevice,
  wantedDevice,
} from './sessions/device.js';
export { type ChosenModel, FamilyModels, type FamilyPreference } from './model-store/family-models.js';
export { modelStoreEnvironment, toModelStoreOptions } from './model-store/config.js';
export { describeModels } from './model-store/describe-models.js';
export type { ModelFinding } from './model-store/find-model.js';
export type { ModelDeclaration } from './model-store/model-declaration.js';
export { type InstalledModel, ModelStore, type ModelStoreOptions } from './model-store/model-store.js';
