import {
  ParleyError,
  type TranscribeOptions,
  transcribeJsonSchema,
  transcribeOptionsSchema,
} from '@parley/contracts';
import { acceptUpload, uploadOf } from '@parley/service-kit';
import express, { type Request, type RequestHandler } from 'express';

/** What a request brings: audio, or where to fetch it. */
export type AudioInput = { options: TranscribeOptions } & ({ bytes: Uint8Array } | { url: string });

/** JSON around the audio: options, quotes, a data URL's head. */
const jsonOverheadBytes = 65_536;
/** Longest head of a data URL: type and parameters. */
const maxDataUrlHead = 256;
const rawTypes = ['audio/*', 'video/*', 'application/ogg', 'application/octet-stream'];

/** Reads any of the three kinds of body into memory: a form, JSON, or the audio itself. */
export function acceptAudio(maxBytes: number): RequestHandler[] {
  return [
    acceptUpload(['file', 'audio'], maxBytes),
    express.json({ limit: Math.ceil((maxBytes * 4) / 3) + jsonOverheadBytes }),
    express.raw({ type: rawTypes, limit: maxBytes }),
  ];
}

function missingFile(): ParleyError {
  return new ParleyError(
    'missing_file',
    'Send audio: in the form field "file", as JSON {"audio": base64} or {"url": ...}, or as the body with an audio/* type.',
    { param: 'file' },
  );
}

function present(bytes: Uint8Array, param: string): Uint8Array {
  if (bytes.byteLength === 0) throw new ParleyError('empty_file', 'The audio is empty.', { param });
  return bytes;
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
  return present(bytes, 'audio');
}

/** @throws ParleyError `missing_file`, `empty_file`, `invalid_parameter`; ZodError for options of the wrong shape. */
export function readAudioInput(request: Request, maxBytes: number): AudioInput {
  if (Buffer.isBuffer(request.body)) {
    return { options: transcribeOptionsSchema.parse(request.query), bytes: present(request.body, 'body') };
  }
  const upload = uploadOf(request);
  if (upload) {
    return {
      options: transcribeOptionsSchema.parse(request.body ?? {}),
      bytes: present(upload.bytes, 'file'),
    };
  }
  const { audio, url, ...options } = transcribeJsonSchema.parse(request.body ?? {});
  if (audio !== undefined) {
    const bytes = decodeBase64(audio);
    if (bytes.byteLength > maxBytes) {
      throw new ParleyError('body_too_large', `The audio has more than ${maxBytes} bytes.`, {
        param: 'audio',
      });
    }
    return { options, bytes };
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
