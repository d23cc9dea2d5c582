import { AsyncLocalStorage } from 'node:async_hooks';

/** Identifiers that every log line written within this work carries. */
export interface RequestContext {
  requestId?: string;
  sessionId?: string;
  turnId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function currentContext(): RequestContext {
  return storage.getStore() ?? {};
}

/** Runs `work` with these identifiers added to those already in force. */
export function withContext<T>(context: RequestContext, work: () => T): T {
  return storage.run({ ...currentContext(), ...context }, work);
}
