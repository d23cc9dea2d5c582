import { z } from 'zod';

/** `POST /api/voxformer/transcribe`: `audio` is base64, or a data URL, of a recording in any container. */
export const voxformerTranscribeSchema = z
  .object({ audio: z.string(), language: z.string().default('auto') })
  .meta({ id: 'VoxformerTranscribe' });

/**
 * `GET /api/voxformer/health`. `ok`: VoxFormer answers. `fallback`: it cannot, and another service answers in its
 * place. `unavailable` (with 503): nobody can.
 */
export const voxformerHealthSchema = z
  .object({
    status: z.enum(['ok', 'fallback', 'unavailable']),
    /** Whether VoxFormer's own service can take work. */
    ready: z.boolean(),
    /** The service that answers `POST /api/voxformer/transcribe` now. */
    answeredBy: z.string().nullable(),
    engine: z.string().nullable(),
    reason: z.string().optional(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'VoxformerHealth' });
export type VoxformerHealth = z.infer<typeof voxformerHealthSchema>;
