import { z } from 'zod';
import { visemeEventSchema, visemes } from './visemes.js';

export const expressions = [
  'neutral',
  'happy',
  'sad',
  'surprised',
  'angry',
  'afraid',
  'disgusted',
  'thoughtful',
  'laughing',
  'wink',
] as const;
export const expressionSchema = z.enum(expressions);
export type Expression = z.infer<typeof expressionSchema>;

/** Strength of an expression: 0 is the resting face, 1 the expression as drawn, 2 twice as far. */
export const intensitySchema = z.coerce.number().min(0).max(2);

/** A field of a form is text, and may hold JSON. */
export function jsonOrText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Sliders by their names, as `GET /expressions` lists them with their ranges; on top of the expression. */
export const sliderValuesSchema = z.preprocess(
  jsonOrText,
  z
    .record(z.string().max(40), z.number(), 'A JSON object is needed, such as {"smile": 0.5, "yaw": -5}.')
    .optional(),
);

/** A viseme's name in any case. */
const visemeNameSchema = z.preprocess(
  (value) => visemes.find((name) => name.toLowerCase() === String(value).toLowerCase()) ?? value,
  z.enum(visemes),
);

/** The fields beside `source_image` in `POST /api/render`. */
export const renderRequestSchema = z
  .object({
    expression: expressionSchema.default('neutral'),
    intensity: intensitySchema.default(1),
    sliders: sliderValuesSchema.optional(),
    /** A mouth shape, as speech would make it. */
    viseme: visemeNameSchema.optional(),
    format: z.enum(['jpeg', 'png']).default('jpeg'),
    /** Whether a corner of the picture says that it is AI-generated; the service's setting where absent. */
    mark: z.union([z.boolean(), z.stringbool()]).optional(),
  })
  .meta({ id: 'RenderRequest' });
export type RenderRequest = z.infer<typeof renderRequestSchema>;

export const sliderDescriptionSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** `share` of the furthest that a face goes, or `degrees`. */
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  default: z.number(),
});
export type SliderDescription = z.infer<typeof sliderDescriptionSchema>;

export const expressionListSchema = z
  .object({
    expressions: z.array(
      z.object({
        name: expressionSchema,
        description: z.string(),
        intensity: z.object({ min: z.number(), max: z.number(), default: z.number() }),
      }),
    ),
    sliders: z.array(sliderDescriptionSchema),
  })
  .meta({ id: 'ExpressionList' });
export type ExpressionList = z.infer<typeof expressionListSchema>;

/** Where a face is, in pixels of the upright picture. */
export const faceBoxSchema = z
  .object({
    left: z.number().min(0),
    top: z.number().min(0),
    width: z.number().positive(),
    height: z.number().positive(),
  })
  .meta({ id: 'FaceBox' });

/**
 * How live frames are drawn: `direct` by the network for each frame, `bank` from what the network drew beforehand,
 * `mesh` by bending the picture.
 */
export const frameQualitySchema = z.enum(['direct', 'bank', 'mesh']);

/** What there is for a portrait's live frames. */
export const livePreparationSchema = z
  .object({
    quality: frameQualitySchema,
    /** Of the better quality that is being made: 0 to 1; absent where none is. */
    progress: z.number().min(0).max(1).optional(),
    /** Why the better quality could not be made. */
    problem: z.string().optional(),
  })
  .meta({ id: 'LivePreparation' });
export type PortraitPreparation = z.infer<typeof livePreparationSchema>;

/**
 * A portrait, known by the SHA-256 of its bytes (and of the face box that was given with them). `default` is Parley's
 * own.
 */
export const portraitSchema = z
  .object({
    id: z.string(),
    width: z.number(),
    height: z.number(),
    faces: z.number(),
    /** The file's name as it was uploaded. */
    name: z.string().optional(),
    /** When it was kept; absent for one that was only seen by `/api/render` and will be forgotten. */
    createdAt: z.string().optional(),
    face: faceBoxSchema.optional(),
    live: livePreparationSchema.optional(),
  })
  .meta({ id: 'Portrait' });
export type Portrait = z.infer<typeof portraitSchema>;

/** `GET /portraits`, the newest first. */
export const portraitListSchema = z
  .object({ portraits: z.array(portraitSchema) })
  .meta({ id: 'PortraitList' });
export type PortraitList = z.infer<typeof portraitListSchema>;

/** Frames a second of the live stream. */
export const framesPerSecond = 25;
/** Width and height of a live frame, in pixels. */
export const frameSize = 512;

/** What a live frame is: a JPEG, or I420 planes (Y of 512 x 512, then U and V of 256 x 256 each). */
export const frameFormats = ['jpeg', 'i420'] as const;

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
    format: z.enum(frameFormats).default('jpeg'),
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
    /** The face goes back to what it showed before after this time; it stays where absent. */
    holdMs: z.number().int().min(0).max(600_000).optional(),
    /** What suits the words: it gives way to an expression that somebody chose. */
    hint: z.boolean().default(false),
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
    format: z.enum(frameFormats).default('jpeg'),
    frameQuality: frameQualitySchema.optional(),
  }),
  /** Every two seconds. */
  z.object({
    type: z.literal('status'),
    /** Frames so far that the engine drew. */
    renderedFrames: z.number(),
    /** Frames so far that nobody will see, for any reason. */
    droppedFrames: z.number(),
    /** The same by reason: drawn too late, the engine failed, the client read too slowly. */
    dropped: z.object({ late: z.number(), failed: z.number(), unread: z.number() }).optional(),
    frameQuality: frameQualitySchema.optional(),
    /** Of the better quality that is being made for this portrait: 0 to 1; absent where none is. */
    preparation: z.number().optional(),
    /** Why the better quality could not be made. */
    problem: z.string().optional(),
    /** Bytes that wait for the client to read them. */
    unsentBytes: z.number().optional(),
  }),
  /** The portrait is no longer kept: the face goes on with Parley's own. */
  z.object({ type: z.literal('portrait'), portrait: z.string(), reason: z.literal('portrait-gone') }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type AvatarServerMessage = z.infer<typeof avatarServerMessageSchema>;
