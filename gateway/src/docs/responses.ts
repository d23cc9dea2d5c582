import { type ErrorCode, errorBodySchema, errorTable } from '@parley/contracts';
import type { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';

/** Any endpoint behind a key, behind the gateway, in a service that may be going away. */
const everywhere = [
  'invalid_api_key',
  'rate_limit_exceeded',
  'internal_error',
  'upstream_unavailable',
  'shutting_down',
] as const satisfies readonly ErrorCode[];

/** An answer in JSON. */
export function json(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer in bytes of one of these media types. */
export function bytes(description: string, ...mediaTypes: string[]): ZodOpenApiResponseObject {
  const schema = { type: 'string', format: 'binary' } as const;
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) };
}

/** The answers that are errors, gathered by status; the common ones are added. */
export function errors(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...codes, ...everywhere])) {
    const { status } = errorTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codesOfIt]) => [
      String(status),
      json(codesOfIt.map((code) => `\`${code}\``).join(', '), errorBodySchema),
    ]),
  );
}
