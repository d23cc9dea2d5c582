import { ParleyError } from '@parley/contracts';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';

export interface Upload {
  bytes: Uint8Array;
  fileName: string;
  contentType: string;
}

/** Longest text field of a form, in bytes. */
const maxFieldBytes = 2 ** 20;

/** Reads a multipart form with several files in one field into memory; `uploadsOf` has them. */
export function acceptUploads(
  fieldName: string,
  limits: { maxBytes: number; maxFiles: number },
): RequestHandler {
  return multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: limits.maxBytes,
      files: limits.maxFiles,
      fields: 50,
      fieldSize: maxFieldBytes,
      parts: 60,
    },
  }).array(fieldName, limits.maxFiles);
}

/** Reads a multipart form with at most one file, in any of these fields, into memory. Other bodies pass through. */
export function acceptUpload(fieldNames: readonly string[], maxBytes: number): RequestHandler {
  return multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: maxBytes, files: 1, fields: 50, fieldSize: maxFieldBytes, parts: 60 },
  }).fields(fieldNames.map((name) => ({ name, maxCount: 1 })));
}

/** Reads a multipart form with at most one file in each of these fields into memory; `uploadIn` has them. */
export function acceptFiles(fieldNames: readonly string[], maxBytes: number): RequestHandler {
  return multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: maxBytes,
      files: fieldNames.length,
      fields: 50,
      fieldSize: maxFieldBytes,
      parts: 60,
    },
  }).fields(fieldNames.map((name) => ({ name, maxCount: 1 })));
}

/** The file that came in this field of a request that went through `acceptFiles`. */
export function uploadIn(request: Request, fieldName: string): Upload | undefined {
  const files = Array.isArray(request.files) ? request.files : Object.values(request.files ?? {}).flat();
  const file = files.find(({ fieldname }) => fieldname === fieldName);
  return file && toUpload(file);
}

/** The file of a request that went through `acceptUpload`, or undefined where the form had none. */
export function uploadOf(request: Request): Upload | undefined {
  return uploadsOf(request)[0];
}

/** The files of a request, in their order. */
export function uploadsOf(request: Request): Upload[] {
  const files = Array.isArray(request.files) ? request.files : Object.values(request.files ?? {}).flat();
  return files.map(toUpload);
}

const toUpload = ({ buffer, originalname, mimetype }: Express.Multer.File): Upload => ({
  bytes: buffer,
  fileName: originalname,
  contentType: mimetype,
});

/**
 * The file of a request, for endpoints that cannot go on without one.
 * @throws ParleyError `missing_file`, `empty_file`.
 */
export function requireUpload(request: Request, fieldName: string): Upload {
  const upload = uploadOf(request);
  if (!upload) {
    throw new ParleyError('missing_file', `Send a file in the multipart field "${fieldName}".`, {
      param: fieldName,
    });
  }
  if (upload.bytes.byteLength === 0) {
    throw new ParleyError('empty_file', 'The file is empty.', { param: fieldName });
  }
  return upload;
}
