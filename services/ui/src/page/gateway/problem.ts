import { ParleyError } from '@parley/contracts';
import { MicrophoneProblem } from '../audio/microphone-problem.js';

/** A failure as the page shows it: what happened and what to do, and the stable code for engineers. */
export interface Problem {
  code: string;
  message: string;
  retryAfterMs?: number | undefined;
}

/** Anything thrown, as a Problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ParleyError) {
    return { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof MicrophoneProblem) return { code: `microphone_${error.kind}`, message: error.message };
  return { code: 'page_error', message: error instanceof Error ? error.message : String(error) };
}

/** Whether `error` only says that the page itself gave the work up. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
