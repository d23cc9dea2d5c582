import { type ErrorCode, ParleyError, toParleyError } from '@parley/contracts';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import { ZodError } from 'zod';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** What body-parser says of a body, by the `type` of its errors. */
const bodyErrors: Partial<Record<string, { code: ErrorCode; message: string }>> = {
  'entity.too.large': { code: 'body_too_large', message: 'The request body is too large for this endpoint.' },
  'entity.parse.failed': {
    code: 'invalid_json',
    message: 'The body is not valid JSON. Check quotes and commas.',
  },
  'request.aborted': { code: 'cancelled', message: 'The client went away.' },
  'charset.unsupported': { code: 'unsupported_media_type', message: 'Send the body as UTF-8.' },
  'encoding.unsupported': {
    code: 'unsupported_media_type',
    message: 'Send the body plain, or with Content-Encoding gzip, deflate or br.',
  },
};

/** What http-errors makes for a request that is wrong in itself: its message is meant for the client. */
function isClientFault(error: unknown): error is Error {
  return error instanceof Error && 'expose' in error && error.expose === true && 'status' in error;
}

/** What libraries throw at the edge, in the house's terms. */
export function translateError(error: unknown): ParleyError {
  if (error instanceof ZodError) return translateValidation(error);
  if (error instanceof MulterError) return translateUpload(error);
  if (error instanceof Error && 'type' in error) {
    const known = bodyErrors[String(error.type)];
    if (known) return new ParleyError(known.code, known.message, { cause: error });
  }
  if (error instanceof Error && /^Request (aborted|closed)$/.test(error.message)) {
    return new ParleyError('cancelled', 'The client went away.', { cause: error });
  }
  if (
    error instanceof Error &&
    /^(Malformed part header|Unexpected end of form|Multipart: )/.test(error.message)
  ) {
    return new ParleyError(
      'invalid_request',
      'The multipart body is broken off or malformed. Send it again.',
    );
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
    return new ParleyError('invalid_request', 'The body is not compressed as its Content-Encoding says.');
  }
  if (isClientFault(error))
    return new ParleyError('invalid_request', `The request cannot be read: ${error.message}.`);
  if (error instanceof URIError)
    return new ParleyError('invalid_request', 'The address has a malformed escape.');
  return toParleyError(error);
}

function translateValidation(error: ZodError): ParleyError {
  const issues = error.issues.map(({ path, message }) =>
    path.length > 0 ? `"${path.join('.')}": ${message}` : message,
  );
  const param = error.issues[0]?.path.join('.') ?? '';
  return new ParleyError('invalid_parameter', `${issues.join('; ')}.`, { ...(param !== '' && { param }) });
}

function translateUpload(error: MulterError): ParleyError {
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new ParleyError(
      'body_too_large',
      'The file is larger than this service accepts (MAX_UPLOAD_MB).',
      {
        ...(error.field !== undefined && { param: error.field }),
      },
    );
  }
  if (error.code === 'LIMIT_UNEXPECTED_FILE') {
    return new ParleyError('invalid_request', `No file is expected in the field "${error.field ?? ''}".`, {
      ...(error.field !== undefined && { param: error.field }),
    });
  }
  return new ParleyError('invalid_request', `The form could not be read: ${error.message}.`);
}

function answer(response: Response, error: ParleyError): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error.retryAfterMs !== undefined) {
    response.setHeader('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))));
  }
  response.status(error.status).json(error.toBody());
}

/** The one place where errors become responses. 500s hide their details and log them. */
export function errorHandler(logger: Logger, metrics: Metrics): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const error = translateError(thrown);
    metrics.errors.inc({ code: error.code });
    const fields = { code: error.code, method: request.method, path: request.path };
    // Other statuses say how the world is (busy, away, too slow); only a 500 may be a bug of ours.
    if (error.status === 500) {
      logger.error('a request failed', { ...fields, error: error.cause ?? error });
    } else {
      logger.info('a request was refused', { ...fields, reason: error.message });
    }
    answer(response, error);
  };
}

export const notFoundHandler: RequestHandler = (request) => {
  throw new ParleyError(
    'not_found',
    `There is no ${request.method} ${request.path} here. See /docs on the gateway.`,
  );
};
