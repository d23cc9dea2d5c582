import { type ErrorCode, ParleyError } from '@parley/contracts';

/** How a language model failed, as far as a person can be told. */
export type FailureReason =
  'unreachable' | 'unauthorized' | 'unknown-model' | 'busy' | 'late' | 'stalled' | 'empty' | 'failed';

const codes: Record<FailureReason, ErrorCode> = {
  unreachable: 'upstream_unavailable',
  unauthorized: 'upstream_unavailable',
  'unknown-model': 'upstream_unavailable',
  busy: 'upstream_unavailable',
  late: 'upstream_timeout',
  stalled: 'upstream_timeout',
  empty: 'upstream_unavailable',
  failed: 'upstream_unavailable',
};

/** A language model gave no reply, or half of one. The conversation says so aloud, by the reason. */
export class LanguageModelFailure extends ParleyError {
  constructor(
    readonly reason: FailureReason,
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(codes[reason], message, options);
    this.name = 'LanguageModelFailure';
  }
}

/** The reason of anything that a model threw. */
export function failureReason(error: unknown): FailureReason {
  return error instanceof LanguageModelFailure ? error.reason : 'failed';
}
