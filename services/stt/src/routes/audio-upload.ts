import { finished } from 'node:stream/promises';
import { callbackify } from 'node:util';
import { ParleyError } from '@parley/contracts';
import type { Request, RequestHandler, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { type SpooledAudio, spoolAudio } from '../recognition/recording/audio-spool.js';

/** What a form or a bare body brought, as long as its request lasts. */
const received = new WeakMap<Request, SpooledAudio>();

/** The recording of a request that went through `acceptAudioUpload`, or undefined where there was none. */
export function uploadedAudio(request: Request): SpooledAudio | undefined {
  return received.get(request);
}

const rawTypes = ['audio/*', 'video/*', 'application/ogg', 'application/octet-stream'];
/** Longest text field of a form, in bytes. */
const maxFieldBytes = 2 ** 20;
/** Boundaries, headers and text fields around a form's file. */
const formOverheadBytes = 2 * maxFieldBytes;

/** Reads a form with at most one file in any of these fields, or a bare body of sound. Other bodies pass through. */
export function acceptAudioUpload(fieldNames: readonly string[], maxBytes: number): RequestHandler[] {
  const form = multer({
    storage: new SpoolStorage(),
    limits: { fileSize: maxBytes, files: 1, fields: 50, fieldSize: maxFieldBytes, parts: 60 },
  }).fields(fieldNames.map((name) => ({ name, maxCount: 1 })));
  return [refuseTooLarge(maxBytes), form, acceptRaw(maxBytes)];
}

/** A body that says itself that it is too large is not read. JSON has a limit of its own. */
function refuseTooLarge(maxBytes: number): RequestHandler {
  return (request, _response, next) => {
    const announced = Number(request.get('content-length') ?? 0);
    const overhead = request.is('multipart') ? formOverheadBytes : 0;
    if (request.is('json') === false && announced > maxBytes + overhead) {
      throw new ParleyError('body_too_large', `The audio has more than ${maxBytes} bytes.`, {
        param: 'file',
      });
    }
    next();
  };
}

function acceptRaw(maxBytes: number): RequestHandler {
  return async (request, response, next) => {
    if (request.is(rawTypes)) {
      if (request.get('content-encoding') !== undefined) {
        throw new ParleyError('unsupported_media_type', 'Send the sound itself, without Content-Encoding.');
      }
      // Leaving the loop must not end the request: it would take the answer with it.
      const chunks = request.iterator({ destroyOnReturn: false });
      try {
        await keep(request, response, spoolAudio(chunks, maxBytes, 'body'));
      } catch (error) {
        await finished(request.resume(), { writable: false }).catch(() => undefined);
        throw error;
      }
    }
    next();
  };
}

async function keep(
  request: Request,
  response: Response | undefined,
  arriving: Promise<SpooledAudio>,
): Promise<SpooledAudio> {
  const audio = await arriving;
  received.set(request, audio);
  const dispose = () => void audio.dispose();
  if (response?.closed) dispose();
  else response?.once('close', dispose);
  return audio;
}

/** Keeps a form's file until its request is answered. */
class SpoolStorage implements StorageEngine {
  _handleFile: StorageEngine['_handleFile'] = (request, { stream, fieldname }, done) => {
    const store = async () => {
      // multer itself watches the size limit, and ends the stream there.
      const { size } = await keep(request, request.res, spoolAudio(stream, Infinity, fieldname));
      return { size };
    };
    callbackify(store)(done);
  };

  _removeFile: StorageEngine['_removeFile'] = (request, _file, done) => {
    callbackify(async () => received.get(request)?.dispose())((error) => done(error));
  };
}
