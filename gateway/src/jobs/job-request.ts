import {
  isSpeakable,
  jobKindSchema,
  ParleyError,
  type RenderJob,
  renderJobSchema,
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

/** The fields of a form that may hold a file; only clips use more than `file`. */
export const jobFileFields = ['file', 'audio', 'driving'] as const;
export type JobFiles = { [K in (typeof jobFileFields)[number]]?: Upload | undefined };

export type JobRequest =
  | { kind: 'transcribe'; options: TranscribeOptions; file: Upload }
  | { kind: 'synthesize'; options: SynthesizeJob }
  | { kind: 'render'; options: RenderJob; files: JobFiles };

/**
 * The body of `POST /v1/jobs` as JSON. As a form it has the same fields, and the sound or picture as `file`; the sound or
 * driving video of a clip as `audio` or `driving`.
 */
export const jobRequestSchema = z
  .discriminatedUnion('kind', [
    transcribeOptionsSchema.extend({ kind: z.literal('transcribe'), audio: z.string().optional() }),
    synthesizeJobSchema.extend({ kind: z.literal('synthesize') }),
    renderJobSchema.extend({
      kind: z.literal('render'),
      image: z.string().optional(),
      audio: z.string().optional(),
      driving: z.string().optional(),
    }),
  ])
  .meta({ id: 'JobRequest', description: '`audio`, `image` and `driving` are base64 or data URLs.' });

const kindOnlySchema = z.object({ kind: jobKindSchema });
const noAddressSchema = z.object({
  url: z.never('A job takes the file itself, not its address.').optional(),
});

/**
 * What a caller asks for, from a form's fields and file or from JSON.
 * @throws ZodError, and ParleyError `missing_file`, `empty_file`, `body_too_large`, `unreadable_audio`,
 *   `unreadable_image`, `unreadable_video`, `empty_text`, `text_too_long`, `unsupported_language`.
 */
export function readJobRequest(body: unknown, uploads: JobFiles, limits: JobLimits): JobRequest {
  kindOnlySchema.parse(body);
  noAddressSchema.parse(body);
  const request = jobRequestSchema.parse(body);
  switch (request.kind) {
    case 'synthesize':
      assertSpeakable(request, limits);
      return { kind: 'synthesize', options: synthesizeJobSchema.parse(request) };
    case 'transcribe': {
      assertTranscribable(request.language);
      const file = requireFile(fileOf(uploads, 'file', request.audio, 'audio', limits), 'audio');
      return { kind: 'transcribe', options: transcribeOptionsSchema.parse(request), file };
    }
    case 'render':
      return {
        kind: 'render',
        options: renderJobSchema.parse(request),
        files: filesOfClip(request, uploads, limits),
      };
  }
}

function filesOfClip(
  {
    portrait,
    visemes,
    expression,
    sliders,
    ...inline
  }: Extract<z.infer<typeof jobRequestSchema>, { kind: 'render' }>,
  uploads: JobFiles,
  limits: JobLimits,
): JobFiles {
  const picture = fileOf(uploads, 'file', inline.image, 'image', limits);
  const audio = fileOf(uploads, 'audio', inline.audio, 'audio', limits);
  const driving = fileOf(uploads, 'driving', inline.driving, 'driving', limits);
  if (audio && driving)
    throw refused('A clip follows a sound or a video: send "audio" or "driving", not both.', 'driving');
  if (driving && (expression !== 'neutral' || Object.keys(sliders ?? {}).length > 0))
    throw refused(
      'A clip that follows a video has its expressions: leave "expression" and "sliders" out.',
      'driving',
    );
  if (visemes && !audio) throw refused('Visemes need the sound that they belong to, as "audio".', 'visemes');
  if (picture && portrait !== undefined)
    throw refused('Send a picture ("file") or the id of a "portrait", not both.', 'portrait');
  return { file: portrait === undefined ? requireFile(picture, 'image') : undefined, audio, driving };
}

const refused = (message: string, param: string) => new ParleyError('invalid_parameter', message, { param });

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

type InlineField = 'audio' | 'image' | 'driving';

const unreadable = {
  audio: 'unreadable_audio',
  image: 'unreadable_image',
  driving: 'unreadable_video',
} as const;

/** A file from its form field, or from JSON. */
function fileOf(
  uploads: JobFiles,
  formField: keyof JobFiles,
  inline: string | undefined,
  field: InlineField,
  { maxUploadBytes }: JobLimits,
): Upload | undefined {
  // A form's file field that comes without a file is text, and empty.
  if (inline !== undefined && !(inline === '' && uploads[formField]))
    return decodeInlineFile(inline, { field, maxBytes: maxUploadBytes, unreadable: unreadable[field] });
  const upload = uploads[formField];
  if (upload?.bytes.byteLength === 0)
    throw new ParleyError('empty_file', 'The file is empty.', { param: formField });
  return upload;
}

function requireFile(file: Upload | undefined, field: InlineField): Upload {
  if (file) return file;
  throw new ParleyError(
    'missing_file',
    `Send a file in the multipart field "file", or base64 as "${field}" in JSON.`,
    { param: 'file' },
  );
}
