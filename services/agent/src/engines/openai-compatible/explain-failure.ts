import { isAxiosError } from 'axios';
import { type FailureReason, LanguageModelFailure } from '../language-model-failure.js';

/** Node's codes for a server that is not there, or went away before it answered. */
const absenceCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const reasonsByStatus: Record<number, FailureReason> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'unknown-model',
  429: 'busy',
  503: 'busy',
};

const happenings: Record<FailureReason, string> = {
  unreachable: 'cannot be reached',
  unauthorized: 'refuses the key',
  'unknown-model': 'is unknown to its server',
  busy: 'is overloaded',
  late: 'did not begin to answer in time',
  stalled: 'fell silent in the middle of its answer',
  empty: 'answered nothing; where it thinks before it answers, LLM_MAX_TOKENS may be too small',
  failed: 'failed',
};

function reasonOf(error: unknown): FailureReason {
  if (!isAxiosError(error)) return 'failed';
  if (error.response) return reasonsByStatus[error.response.status] ?? 'failed';
  return absenceCodes.has(error.code ?? '') ? 'unreachable' : 'failed';
}

function retryAfterMs(error: unknown): number | undefined {
  const seconds = isAxiosError(error) ? Number(error.response?.headers['retry-after']) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

/**
 * What went wrong at a model's server, in a sentence with what to do.
 * @param known the reason, where it is not in the error
 */
export function explainFailure(
  { model, remedy }: { model: string; remedy: string },
  error: unknown,
  known: FailureReason = reasonOf(error),
): LanguageModelFailure {
  const status = isAxiosError(error) ? error.response?.status : undefined;
  const detail = status === undefined ? '' : ` (HTTP ${status})`;
  const wait = retryAfterMs(error);
  return new LanguageModelFailure(
    known,
    `The language model "${model}" ${happenings[known]}${detail}. ${remedy}`,
    {
      ...(wait !== undefined && { retryAfterMs: wait }),
      // What a parser complains of quotes what the model said, and causes are logged.
      ...(!(error instanceof SyntaxError) && { cause: error }),
    },
  );
}
