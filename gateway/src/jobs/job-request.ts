import {
  isSpeakable,
  jobKindSchema,
  ParleyError,
  type RenderRequest,
  renderRequestSchema,
  speechLanguages,
  type SynthesizeJob,
  synthesizeJobSchema,
  toSpeechLanguage,
  toTranscriptionLanguage,
  type TranscribeOptions,
  transcribeOptionsSchema,
  transcriptionLanguages,
} from '@parley/contracts';
import type { Upload } from '@parley/service-kit';
import { z } from 'zod';
import { decodeInlineFile } from './inline-file.js';

export interface JobLimits {
  maxUploadBytes: number;
  /** Longest text of one job; a single request's own limit is lower. */
  maxTextCharacters: number;
}

export type JobRequest =
  | { kind: 'transcribe'; options: TranscribeOptions; file: Upload }
  | { kind: 'synthesize'; options: SynthesizeJob }
  | { kind: 'render'; options: RenderRequest; file: Upload };

/** The body of `POST /v1/jobs` as JSON. As a form it has the same fields, and the sound or picture as `file`. */
export const jobRequestSchema = z
  .discriminatedUnion('kind', [
    transcribeOptionsSchema.extend({ kind: z.literal('transcribe'), audio: z.string().optional() }),
    synthesizeJobSchema.extend({ kind: z.literal('synthesize') }),
    renderRequestSchema.extend({ kind: z.literal('render'), image: z.string().optional() }),
  ])
  .meta({ id: 'JobRequest', description: '`audio` and `image` are base64 or data URLs.' });

const kindOnlySchema = z.object({ kind: jobKindSchema });
const noAddressSchema = z.object({
  url: z.never('A job takes the file itself, not its address.').optional(),
});

/**
 * What a caller asks for, from a form's fields and file or from JSON.
 * @throws ZodError, and ParleyError `missing_file`, `empty_file`, `body_too_large`, `unreadable_audio`,
 *   `unreadable_image`, `empty_text`, `text_too_long`, `unsupported_language`.
 */
export function readJobRequest(body: unknown, upload: Upload | undefined, limits: JobLimits): JobRequest {
  kindOnlySchema.parse(body);
  noAddressSchema.parse(body);
  const request = jobRequestSchema.parse(body);
  switch (request.kind) {
    case 'synthesize':
      assertSpeakable(request, limits);
      return { kind: 'synthesize', options: synthesizeJobSchema.parse(request) };
    case 'transcribe': {
      assertTranscribable(request.language);
      const file = fileOf(upload, request.audio, 'audio', limits);
      return { kind: 'transcribe', options: transcribeOptionsSchema.parse(request), file };
    }
    case 'render': {
      const file = fileOf(upload, request.image, 'image', limits);
      return { kind: 'render', options: renderRequestSchema.parse(request), file };
    }
  }
}

function assertSpeakable({ text, language }: SynthesizeJob, { maxTextCharacters }: JobLimits): void {
  if (!isSpeakable(text)) {
    throw new ParleyError(
      'empty_text',
      'There is nothing to say in "text": it has no letters and no digits.',
      {
        param: 'text',
      },
    );
  }
  if (text.length > maxTextCharacters) {
    throw new ParleyError(
      'text_too_long',
      `The text has ${text.length} characters; a job takes ${maxTextCharacters}. Send it in parts.`,
      { param: 'text' },
    );
  }
  if (language !== 'auto' && toSpeechLanguage(language) === undefined)
    throw unsupportedLanguage(language, ['auto', ...speechLanguages]);
}

function assertTranscribable(language: string): void {
  if (language !== 'auto' && toTranscriptionLanguage(language) === undefined) {
    throw unsupportedLanguage(language, ['auto', ...transcriptionLanguages]);
  }
}

function unsupportedLanguage(language: string, supported: readonly string[]): ParleyError {
  return new ParleyError(
    'unsupported_language',
    `"${language.slice(0, 40)}" is not supported. Supported: ${supported.join(', ')}.`,
    { param: 'language' },
  );
}

function fileOf(
  upload: Upload | undefined,
  inline: string | undefined,
  field: 'audio' | 'image',
  { maxUploadBytes }: JobLimits,
): Upload {
  if (inline !== undefined) {
    const unreadable = field === 'audio' ? 'unreadable_audio' : 'unreadable_image';
    return decodeInlineFile(inline, { field, maxBytes: maxUploadBytes, unreadable });
  }
  if (!upload) {
    throw new ParleyError(
      'missing_file',
      `Send a file in the multipart field "file", or base64 as "${field}" in JSON.`,
      { param: 'file' },
    );
  }
  if (upload.bytes.byteLength === 0)
    throw new ParleyError('empty_file', 'The file is empty.', { param: 'file' });
  return upload;
}
