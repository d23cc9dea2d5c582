import { type RandomAccessBytes, bytesInMemory } from '@parley/audio';
import {
  ParleyError,
  type TranscribeOptions,
  transcribeJsonSchema,
  transcribeOptionsSchema,
} from '@parley/contracts';
import express, { type Request, type RequestHandler } from 'express';
import { acceptAudioUpload, uploadedAudio } from './audio-upload.js';

/** What a request brings: audio, or where to fetch it. */
export type AudioInput = { options: TranscribeOptions } & ({ audio: RandomAccessBytes } | { url: string });

export interface AudioLimits {
  /** Of a form's file, and of a body that is the sound itself. */
  maxBytes: number;
  /** Of sound inside JSON, which is read into memory. */
  maxJsonBytes: number;
}

/** JSON around the audio: options, quotes, a data URL's head. */
const jsonOverheadBytes = 65_536;
/** Longest head of a data URL: type and parameters. */
const maxDataUrlHead = 256;

/** Reads any of the three kinds of body: a form, JSON, or the audio itself. */
export function acceptAudio({ maxBytes, maxJsonBytes }: AudioLimits): RequestHandler[] {
  return [
    ...acceptAudioUpload(['file', 'audio'], maxBytes),
    express.json({ limit: Math.ceil((maxJsonBytes * 4) / 3) + jsonOverheadBytes }),
  ];
}

function missingFile(): ParleyError {
  return new ParleyError(
    'missing_file',
    'Send audio: in the form field "file", as JSON {"audio": base64} or {"url": ...}, or as the body with an audio/* type.',
    { param: 'file' },
  );
}

function present(size: number, param: string): void {
  if (size === 0) throw new ParleyError('empty_file', 'The audio is empty.', { param });
}

/**
 * The file of a form, which must have one.
 * @throws ParleyError `missing_file`, `empty_file`.
 */
export function requireAudioFile(request: Request): RandomAccessBytes {
  const audio = uploadedAudio(request);
  if (!audio) {
    throw new ParleyError('missing_file', 'Send the audio in the multipart field "file".', { param: 'file' });
  }
  present(audio.size, 'file');
  return audio;
}

/**
 * The bytes of base64 text, or of a data URL. Texts have millions of characters: what is searched is short.
 * @throws ParleyError `empty_file`, `invalid_parameter`.
 */
export function decodeBase64(text: string): Uint8Array {
  const isDataUrl = text.startsWith('data:');
  const headEnd = isDataUrl ? text.slice(0, maxDataUrlHead).indexOf(',') + 1 : 0;
  const isEncoded = !isDataUrl || /;base64,$/i.test(text.slice(0, headEnd));
  const encoded = text.slice(headEnd);
  const bytes = Buffer.from(encoded, 'base64');
  // Node skips what is no base64: then fewer bytes come out than went in.
  const padding = /=*\s*$/.exec(encoded.slice(-4))?.[0].length ?? 0;
  const isComplete = bytes.length === Math.floor(((encoded.length - padding) * 3) / 4);
  if (!isEncoded || (!isComplete && !/^[\w+/=\s-]*$/.test(encoded))) {
    throw new ParleyError('invalid_parameter', '"audio" must be base64, or a data URL with ;base64.', {
      param: 'audio',
    });
  }
  present(bytes.length, 'audio');
  return bytes;
}

/** @throws ParleyError `missing_file`, `empty_file`, `invalid_parameter`; ZodError for options of the wrong shape. */
export function readAudioInput(request: Request, { maxJsonBytes }: AudioLimits): AudioInput {
  const upload = uploadedAudio(request);
  if (upload) {
    const isForm = request.is('multipart') !== false;
    const options = transcribeOptionsSchema.parse(isForm ? request.body : request.query);
    present(upload.size, isForm ? 'file' : 'body');
    return { options, audio: upload };
  }
  const { audio, url, ...options } = transcribeJsonSchema.parse(request.body ?? {});
  if (audio !== undefined) {
    const bytes = decodeBase64(audio);
    if (bytes.byteLength > maxJsonBytes) {
      throw new ParleyError(
        'body_too_large',
        `The audio in the JSON has more than ${maxJsonBytes} bytes. Send it as a form.`,
        { param: 'audio' },
      );
    }
    return { options, audio: bytesInMemory(bytes) };
  }
  if (url !== undefined && request.is('json') !== false) return { options, url };
  if (url !== undefined) {
    // Any page on the web may post a form, but not JSON, without asking: it shall not send this service fetching.
    throw new ParleyError('invalid_parameter', 'Send "url" as JSON: {"url": "https://..."}.', {
      param: 'url',
    });
  }
  throw missingFile();
}
