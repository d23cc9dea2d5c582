import { z } from 'zod';
import { visemeEventSchema } from './visemes.js';

export const expressions = ['neutral', 'happy', 'sad', 'surprised'] as const;
export const expressionSchema = z.enum(expressions);
export type Expression = z.infer<typeof expressionSchema>;

/** Strength of an expression: 0 is the resting face, 1 the expression as drawn, 2 twice as far. */
export const intensitySchema = z.coerce.number().min(0).max(2);

/** The fields beside `source_image` in `POST /api/render`. */
export const renderRequestSchema = z
  .object({
    expression: expressionSchema.default('neutral'),
    intensity: intensitySchema.default(1),
    viseme: z.string().optional(),
    format: z.enum(['jpeg', 'png']).default('jpeg'),
  })
  .meta({ id: 'RenderRequest' });
export type RenderRequest = z.infer<typeof renderRequestSchema>;

export const expressionListSchema = z
  .object({
    expressions: z.array(
      z.object({
        name: expressionSchema,
        description: z.string(),
        intensity: z.object({ min: z.number(), max: z.number(), default: z.number() }),
      }),
    ),
  })
  .meta({ id: 'ExpressionList' });

/** `POST /portraits`: a portrait is known by the SHA-256 of its bytes. `default` is Parley's own. */
export const portraitSchema = z
  .object({
    id: z.string(),
    width: z.number(),
    height: z.number(),
    faces: z.number(),
  })
  .meta({ id: 'Portrait' });
export type Portrait = z.infer<typeof portraitSchema>;

/** Frames a second of the live stream. */
export const framesPerSecond = 25;
/** Width and height of a live frame, in pixels. */
export const frameSize = 512;

/**
 * The live stream (`GET /live` on avatar, a WebSocket). After `start` the server sends one binary frame every
 * 40 ms: an idle face, until speech comes. A turn's speech has one `generation` number and one clock, the audio's:
 * visemes are sent as they are known, `audioUntilMs` says how much audio exists so far, and frames are never
 * rendered past it. `speech-stop` brings the lips to rest within 3 frames and drops what was still to be spoken.
 */
export const avatarClientMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    portrait: z.string().default('default'),
    /** JPEG quality. */
    quality: z.number().int().min(30).max(95).default(80),
  }),
  z.object({
    type: z.literal('speech'),
    generation: z.number().int().nonnegative(),
    visemes: z.array(visemeEventSchema),
    audioUntilMs: z.number().nonnegative(),
    /** True with the last message of this generation: nothing follows `audioUntilMs`. */
    final: z.boolean().default(false),
  }),
  z.object({ type: z.literal('speech-stop') }),
  z.object({ type: z.literal('listening'), listening: z.boolean() }),
  z.object({
    type: z.literal('expression'),
    expression: expressionSchema,
    intensity: z.number().min(0).max(2).default(1),
  }),
  z.object({ type: z.literal('portrait'), portrait: z.string() }),
]);
export type AvatarClientMessage = z.infer<typeof avatarClientMessageSchema>;

export const avatarServerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    width: z.number(),
    height: z.number(),
    framesPerSecond: z.number(),
    engine: z.string(),
  }),
  z.object({ type: z.literal('status'), droppedFrames: z.number(), renderedFrames: z.number() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type AvatarServerMessage = z.infer<typeof avatarServerMessageSchema>;
