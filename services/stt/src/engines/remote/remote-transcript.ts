import { languageOfName, toTranscriptionLanguage } from '@parley/contracts';
import { z } from 'zod';
import type { EngineTranscript } from '../speech-to-text-engine.js';

const secondsSchema = z.number().nonnegative();

/** What servers of OpenAI's dialect answer, in `json` and in `verbose_json`; they differ in what they leave out. */
export const remoteAnswerSchema = z.object({
  text: z.string(),
  language: z.string().nullish(),
  segments: z
    .array(
      z.object({
        start: secondsSchema,
        end: secondsSchema,
        text: z.string(),
        tokens: z.array(z.number()).nullish(),
        temperature: z.number().nullish(),
        avg_logprob: z.number().nullish(),
        compression_ratio: z.number().nullish(),
        no_speech_prob: z.number().nullish(),
      }),
    )
    .nullish(),
  words: z.array(z.object({ word: z.string(), start: secondsSchema, end: secondsSchema })).nullish(),
});
export type RemoteAnswer = z.infer<typeof remoteAnswerSchema>;

type RemoteSegment = NonNullable<RemoteAnswer['segments']>[number];

const milliseconds = (seconds: number) => Math.round(seconds * 1_000);

/** An answer to so many milliseconds of audio, of which this language was told. */
export function toEngineTranscript(
  answer: RemoteAnswer,
  language: string,
  audioMs: number,
): EngineTranscript {
  const text = answer.text.trim();
  if (text === '') return { text, language, segments: [] };
  const whole: RemoteSegment = { start: 0, end: audioMs / 1_000, text };
  const segments = answer.segments?.length ? answer.segments : [whole];
  const words = answer.words?.map(({ word, start, end }) => ({
    word: word.trim(),
    startMs: milliseconds(start),
    endMs: Math.min(audioMs, milliseconds(end)),
  }));
  return {
    text,
    language: languageOf(answer.language) ?? language,
    segments: segments.map((segment, index) => {
      const startMs = Math.min(audioMs, milliseconds(segment.start));
      const endMs = Math.min(audioMs, Math.max(startMs, milliseconds(segment.end)));
      const nextStartMs = milliseconds(segments[index + 1]?.start ?? Infinity);
      const isFirst = index === 0;
      const own = words?.filter((word) => (isFirst || word.startMs >= startMs) && word.startMs < nextStartMs);
      return {
        text: segment.text.trim(),
        startMs,
        endMs,
        ...decodingOf(segment),
        ...(own && { words: own }),
      };
    }),
  };
}

/** Servers name a language by its code or in English. */
function languageOf(name: string | null | undefined): string | undefined {
  return name ? (languageOfName(name) ?? toTranscriptionLanguage(name)) : undefined;
}

/** Where a server tells how a segment came about, it has made sentences of its own. */
function decodingOf(segment: RemoteSegment) {
  const { tokens, temperature, avg_logprob, compression_ratio, no_speech_prob } = segment;
  if (!tokens?.length || avg_logprob == null) return {};
  return {
    decoding: {
      tokens,
      temperature: temperature ?? 0,
      averageLogProbability: avg_logprob,
      compressionRatio: compression_ratio ?? 1,
      ...(no_speech_prob != null && { noSpeechProbability: no_speech_prob }),
    },
  };
}
