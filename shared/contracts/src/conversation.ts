import { z } from 'zod';
import { expressionSchema } from './avatar.js';
import { levelSchema } from './languages.js';

/**
 * `/ws/conversation`, client's text messages. Binary messages are the microphone: the bytes of a MediaRecorder
 * (WebM/Opus, MP4) in order, or PCM16 mono 16 kHz after `start` with `audio: "pcm16"`.
 *
 * Query parameters: `avatar=true` asks for frames too, and puts the header of `media-packet.ts` in front of every
 * binary message that the server sends; without it binary messages are bare PCM16 mono.
 */
export const conversationClientMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    audio: z.enum(['auto', 'pcm16']).default('auto'),
    language: z.string().optional(),
    voice: z.string().optional(),
    level: levelSchema.optional(),
    portrait: z.string().optional(),
    /** Let the avatar speak first. */
    greet: z.boolean().optional(),
  }),
  z.object({ type: z.literal('text'), text: z.string().min(1).max(4_000) }),
  z.object({ type: z.literal('set_level'), level: levelSchema }),
  z.object({ type: z.literal('set_language'), language: z.string(), voice: z.string().optional() }),
  z.object({ type: z.literal('set_portrait'), portrait: z.string() }),
  z.object({
    type: z.literal('set_expression'),
    expression: expressionSchema,
    intensity: z.number().min(0).max(2).default(1),
  }),
  z.object({ type: z.literal('interrupt') }),
  /** What the loudspeaker has played of a generation: history keeps only what was heard. */
  z.object({ type: z.literal('played'), generation: z.number(), playedMs: z.number().nonnegative() }),
  z.object({ type: z.literal('end_conversation') }),
  z.object({ type: z.literal('ping') }),
]);
export type ConversationClientMessage = z.infer<typeof conversationClientMessageSchema>;

/** Milliseconds of each stage of a turn, from the end of the person's speech; null where a stage did not happen. */
export const turnLatencySchema = z.object({
  transcriptMs: z.number().nullable(),
  firstWordMs: z.number().nullable(),
  firstAudioMs: z.number().nullable(),
  firstFrameMs: z.number().nullable(),
});
export type TurnLatency = z.infer<typeof turnLatencySchema>;

export const analysisSchema = z
  .object({
    turns: z.number(),
    durationMs: z.number(),
    /** The person's own speaking rate, over the time in which they spoke. */
    wordsPerMinute: z.number(),
    /** Pauses inside or before the person's turns that lasted over two seconds. */
    longPauses: z.number(),
    vocabulary: z.object({ words: z.number(), uniqueWords: z.number(), mostUsed: z.array(z.string()) }),
    /** By a language model, where there is one. */
    summary: z.string().optional(),
    suggestions: z.array(z.string()).optional(),
    source: z.enum(['measured', 'language-model']),
  })
  .meta({ id: 'ConversationAnalysis' });
export type ConversationAnalysis = z.infer<typeof analysisSchema>;

/** `/ws/conversation`, server's text messages. */
export const conversationServerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('connected'),
    session_id: z.string(),
    level: levelSchema,
    language: z.string(),
    engines: z.object({
      stt: z.string().nullable(),
      llm: z.string(),
      tts: z.string().nullable(),
      avatar: z.string().nullable(),
    }),
  }),
  z.object({ type: z.literal('speech_start') }),
  z.object({
    type: z.literal('transcript'),
    text: z.string(),
    is_final: z.boolean(),
    stable_chars: z.number().optional(),
    turn_id: z.string().optional(),
  }),
  z.object({ type: z.literal('ai_text'), text: z.string(), turn_id: z.string(), is_final: z.boolean() }),
  z.object({
    type: z.literal('ai_audio_start'),
    sample_rate: z.number(),
    turn_id: z.string(),
    generation: z.number(),
  }),
  /** A piece of the reply and when it sounds on the turn's audio clock: captions light up by it. */
  z.object({
    type: z.literal('ai_speech'),
    text: z.string(),
    generation: z.number(),
    start_ms: z.number(),
    end_ms: z.number(),
  }),
  z.object({ type: z.literal('ai_audio_end'), generation: z.number(), duration_ms: z.number() }),
  z.object({ type: z.literal('interrupted'), generation: z.number(), heard_ms: z.number() }),
  z.object({
    type: z.literal('turn_complete'),
    turn_id: z.string(),
    interrupted: z.boolean(),
    latency: turnLatencySchema,
  }),
  z.object({ type: z.literal('status'), message: z.string(), dropped_ms: z.number().optional() }),
  z.object({ type: z.literal('analysis'), analysis: analysisSchema }),
  z.object({ type: z.literal('pong'), timestamp: z.number() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type ConversationServerMessage = z.infer<typeof conversationServerMessageSchema>;
