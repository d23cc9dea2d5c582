import busboy from 'busboy';
import type { Request } from 'express';

/**
 * The value of a text field in a multipart body that is passed on untouched afterwards. What was read of the body is
 * put back, so that the next reader finds all of it. Undefined where the field is absent, longer than 256 bytes, or
 * behind more than `maxBytes` of other parts.
 */
export async function peekField(
  request: Request,
  name: string,
  maxBytes: number,
): Promise<string | undefined> {
  const form = openForm(request);
  if (!form) return undefined;
  let value: string | undefined;
  form.on('field', (field, text, { valueTruncated }) => {
    if (field === name && !valueTruncated) value ??= text;
  });
  form.on('file', (_name, stream) => stream.resume());
  // A body that makes no sense is for the service behind to refuse.
  form.on('error', () => undefined);
  const held: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    const finish = () => {
      request.off('readable', read);
      request.off('close', finish);
      if (held.length > 0) request.unshift(Buffer.concat(held));
      resolve(value);
    };
    const read = () => {
      for (let chunk: unknown = request.read(); Buffer.isBuffer(chunk); chunk = request.read()) {
        held.push(chunk);
        bytes += chunk.length;
        form.write(chunk);
      }
      // Once the stream has told its end nothing can be put back: `complete` is known before.
      if (value !== undefined || bytes >= maxBytes || request.complete) finish();
    };
    request.on('readable', read);
    request.once('close', finish);
  });
}

function openForm(request: Request): busboy.Busboy | undefined {
  if (!request.is('multipart')) return undefined;
  try {
    return busboy({ headers: request.headers, limits: { fieldSize: 256, parts: 60 } });
  } catch {
    return undefined;
  }
}
