import { ParleyError, errorCodeSchema, toParleyError } from '@parley/contracts';

/** What an engine process can do: one entry for each method, in types that structured clone carries. */
export type EngineProtocol = Record<string, { input: unknown; output: unknown; chunk?: unknown }>;

export interface RemoteError {
  code: string;
  message: string;
  param: string | null;
}

export type ParentMessage =
  | { type: 'load'; load: unknown }
  | { type: 'call'; id: number; method: string; input: unknown }
  /** Answered by `pong` between two steps of work. */
  | { type: 'ping' }
  | { type: 'cancel'; id: number }
  /** The consumer took this many chunks: as many more may be sent. */
  | { type: 'credit'; id: number; count: number };

export type ChildMessage =
  | { type: 'ready'; loadMs: number }
  | { type: 'load-failed'; error: RemoteError }
  | { type: 'pong' }
  | WorkMessage;

/** What an engine that is ready says. */
export type WorkMessage =
  | { type: 'memory'; memoryMb: number }
  | { type: 'chunk'; id: number; chunk: unknown }
  | { type: 'result'; id: number; output: unknown }
  | { type: 'failure'; id: number; error: RemoteError };

/** Chunks of one call that may be on their way before the consumer has taken any. */
export const chunkWindow = 64;

/** An error in a form that crosses to the parent; unforeseen ones keep their text, for the log there. */
export function toRemoteError(error: unknown): RemoteError {
  if (error instanceof ParleyError) return { code: error.code, message: error.message, param: error.param };
  const known = toParleyError(error);
  if (known.code === 'cancelled') return { code: known.code, message: known.message, param: null };
  return {
    code: 'engine_failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    param: null,
  };
}

export function fromRemoteError(error: RemoteError, engine: string): ParleyError {
  const code = errorCodeSchema.safeParse(error.code);
  if (code.success && code.data !== 'engine_failed') {
    return new ParleyError(code.data, error.message, error.param === null ? {} : { param: error.param });
  }
  return new ParleyError('engine_failed', `The ${engine} engine failed at this work. Please try again.`, {
    cause: new Error(error.message),
  });
}
