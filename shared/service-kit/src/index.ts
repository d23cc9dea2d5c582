export {
  ConfigurationError,
  type ServerConfig,
  commaSeparated,
  megabytes,
  milliseconds,
  readEnvironment,
  serviceEnvironment,
  toServerConfig,
} from './configuration.js';
export { EngineService, type WarmPart } from './engine-service.js';
export { type EngineEvent, createEngineEventLog } from './engine-events.js';
export { translateError } from './error-handler.js';
export { type EventLoopDelay, EventLoopMonitor } from './event-loop-delay.js';
export {
  HttpService,
  type HttpServiceOptions,
  type ServiceFoundation,
  createFoundation,
} from './http-service.js';
export { type Logger, createLogger } from './logger.js';
export { readGpuReport } from './gpu-report.js';
export { Metrics, latencyBuckets } from './metrics.js';
export { addModelsRoute } from './models-route.js';
export { readStatus } from './operations-routes.js';
export type { ReadinessProbe } from './readiness.js';
export { withContext } from './request-context.js';
export { requestSignal } from './request-signal.js';
export { type Service, runService } from './run-service.js';
export { firstJsonMessage, messageBytes, parseJsonMessage, sendFrame } from './socket-messages.js';
export { type SocketRoute, refuseUpgrade } from './sockets.js';
export { uploadPlaces } from './upload-places.js';
export {
  type Upload,
  acceptFiles,
  acceptUpload,
  acceptUploads,
  requireUpload,
  uploadIn,
  uploadOf,
  uploadsOf,
} from './uploads.js';
export { version } from './version.js';
