import { z } from 'zod';

/**
 * Every failure a client can meet: a stable code, the HTTP status it travels with, the OpenAI error type
 * (so that OpenAI clients map it to their own classes), and whether the same request may succeed later.
 */
export const errorTable = {
  invalid_request: { status: 400, type: 'invalid_request_error', retryable: false },
  invalid_json: { status: 400, type: 'invalid_request_error', retryable: false },
  invalid_parameter: { status: 400, type: 'invalid_request_error', retryable: false },
  missing_file: { status: 400, type: 'invalid_request_error', retryable: false },
  empty_file: { status: 400, type: 'invalid_request_error', retryable: false },
  empty_text: { status: 400, type: 'invalid_request_error', retryable: false },
  text_too_long: { status: 413, type: 'invalid_request_error', retryable: false },
  unsupported_language: { status: 400, type: 'invalid_request_error', retryable: false },
  unsupported_task: { status: 400, type: 'invalid_request_error', retryable: false },
  model_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  unknown_model: { status: 404, type: 'invalid_request_error', retryable: false },
  unknown_voice: { status: 400, type: 'invalid_request_error', retryable: false },
  unknown_expression: { status: 400, type: 'invalid_request_error', retryable: false },
  unreadable_audio: { status: 400, type: 'invalid_request_error', retryable: false },
  unreadable_image: { status: 400, type: 'invalid_request_error', retryable: false },
  unreadable_video: { status: 400, type: 'invalid_request_error', retryable: false },
  video_too_long: { status: 413, type: 'invalid_request_error', retryable: false },
  video_too_large: { status: 413, type: 'invalid_request_error', retryable: false },
  audio_too_long: { status: 413, type: 'invalid_request_error', retryable: false },
  image_too_large: { status: 413, type: 'invalid_request_error', retryable: false },
  body_too_large: { status: 413, type: 'invalid_request_error', retryable: false },
  unsupported_media_type: { status: 415, type: 'invalid_request_error', retryable: false },
  unusable_speaker_audio: { status: 422, type: 'invalid_request_error', retryable: false },
  consent_required: { status: 400, type: 'invalid_request_error', retryable: false },
  voice_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  no_face_found: { status: 422, type: 'invalid_request_error', retryable: false },
  url_not_allowed: { status: 400, type: 'invalid_request_error', retryable: false },
  url_fetch_failed: { status: 400, type: 'invalid_request_error', retryable: true },
  invalid_api_key: { status: 401, type: 'invalid_request_error', retryable: false },
  forbidden: { status: 403, type: 'invalid_request_error', retryable: false },
  not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  job_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  job_not_finished: { status: 409, type: 'invalid_request_error', retryable: true },
  payload_expired: { status: 410, type: 'invalid_request_error', retryable: false },
  job_failed: { status: 500, type: 'server_error', retryable: false },
  cancelled: { status: 499, type: 'invalid_request_error', retryable: false },
  method_not_allowed: { status: 405, type: 'invalid_request_error', retryable: false },
  request_timeout: { status: 408, type: 'invalid_request_error', retryable: true },
  idle_timeout: { status: 408, type: 'invalid_request_error', retryable: true },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_exceeded', retryable: true },
  internal_error: { status: 500, type: 'server_error', retryable: true },
  engine_failed: { status: 500, type: 'server_error', retryable: true },
  engine_timeout: { status: 504, type: 'server_error', retryable: true },
  engine_not_ready: { status: 503, type: 'server_error', retryable: true },
  engine_cannot_clone: { status: 503, type: 'server_error', retryable: false },
  program_missing: { status: 503, type: 'server_error', retryable: false },
  engine_cannot_be_driven: { status: 503, type: 'server_error', retryable: false },
  unreadable_bank: { status: 500, type: 'server_error', retryable: true },
  engine_cannot_transcribe_language: { status: 503, type: 'server_error', retryable: false },
  engine_cannot_translate: { status: 503, type: 'server_error', retryable: false },
  model_files_missing: { status: 503, type: 'server_error', retryable: false },
  model_files_invalid: { status: 503, type: 'server_error', retryable: false },
  license_not_accepted: { status: 503, type: 'server_error', retryable: false },
  model_busy: { status: 409, type: 'invalid_request_error', retryable: true },
  download_failed: { status: 502, type: 'server_error', retryable: true },
  disk_full: { status: 507, type: 'server_error', retryable: true },
  at_capacity: { status: 503, type: 'server_error', retryable: true },
  shutting_down: { status: 503, type: 'server_error', retryable: true },
  upstream_timeout: { status: 504, type: 'server_error', retryable: true },
  upstream_unavailable: { status: 502, type: 'server_error', retryable: true },
  queue_unavailable: { status: 503, type: 'server_error', retryable: true },
} as const satisfies Record<string, { status: number; type: string; retryable: boolean }>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodeSchema = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]);

/** The body of every error response, in OpenAI's envelope: all four keys are always present. */
export const errorBodySchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: 'ErrorBody', description: 'What happened, what to do, and a stable code.' });

export type ErrorBody = z.infer<typeof errorBodySchema>;

/**
 * The one error of the house. The message is for the person who called: what happened and what to do. Its code
 * decides status and type; anything thrown that is no ParleyError reaches a client as `internal_error` only.
 */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  /** The field at fault, where there is one. */
  readonly param: string | null;
  /** When to try again, for codes where that can help. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { param?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.param = options.param ?? null;
    this.retryAfterMs = options.retryAfterMs;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  toBody(): ErrorBody {
    return {
      error: { message: this.message, type: errorTable[this.code].type, param: this.param, code: this.code },
    };
  }
}

/** Any thrown value as a ParleyError. Details of unforeseen ones stay out of the message, in `cause`. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new ParleyError('cancelled', 'The work was cancelled.', { cause: error });
  }
  return new ParleyError(
    'internal_error',
    'Something went wrong here. The service log has the details under this request id.',
    { cause: error },
  );
}
