import { type ErrorCode, ParleyError } from '@parley/contracts';
import type { Upload } from '@parley/service-kit';

const dataUrlPattern = /^data:([^;,]*)(?:;[^;,]*)*;base64,/;
const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/;

export interface InlineFileRules {
  /** The JSON field, for the error. */
  field: string;
  maxBytes: number;
  /** What the caller is told where it is no base64. */
  unreadable: ErrorCode;
}

/**
 * A file that came inside JSON, as base64 or as a data URL.
 * @throws ParleyError `empty_file`, `body_too_large`, and the rules' own code.
 */
export function decodeInlineFile(text: string, rules: InlineFileRules): Upload {
  const param = rules.field;
  const header = dataUrlPattern.exec(text);
  const base64 = text.slice(header?.[0].length ?? 0).trim();
  if (base64 === '') throw new ParleyError('empty_file', `"${param}" is empty.`, { param });
  if (!base64Pattern.test(base64)) {
    throw new ParleyError(rules.unreadable, `"${param}" must be base64, or a data URL in base64.`, { param });
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength > rules.maxBytes) {
    throw new ParleyError('body_too_large', `"${param}" has more than ${rules.maxBytes} bytes.`, { param });
  }
  return { bytes, fileName: '', contentType: header?.[1] || 'application/octet-stream' };
}
