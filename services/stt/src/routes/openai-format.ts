import { deflateSync } from 'node:zlib';
import {
  type OpenAiSegment,
  type OpenAiTextFormat,
  type OpenAiVerboseText,
  type Transcription,
  type TranscriptSegment,
  languageName,
} from '@parley/contracts';

export type TimestampGranularity = 'word' | 'segment';

const seconds = (ms: number) => ms / 1_000;

/** What was used, as whisper-1 counts it: begun seconds of audio. */
export function usageOf({ durationMs }: Pick<Transcription, 'durationMs'>) {
  return { type: 'duration', seconds: Math.ceil(seconds(durationMs)) } as const;
}

/** A transcription in one of OpenAI's formats: the body, and its type where that is not JSON. */
export function formatTranscription(
  transcription: Transcription,
  format: OpenAiTextFormat,
  granularities: readonly TimestampGranularity[],
): { body: unknown; contentType?: string } {
  const plain = 'text/plain; charset=utf-8';
  switch (format) {
    case 'json':
      return { body: { text: transcription.text, usage: usageOf(transcription) } };
    case 'text':
      return { body: `${transcription.text}\n`, contentType: plain };
    case 'srt':
      return { body: toSrt(transcription.segments), contentType: plain };
    case 'vtt':
      return { body: toVtt(transcription.segments), contentType: 'text/vtt; charset=utf-8' };
    case 'verbose_json':
      return { body: toVerboseText(transcription, granularities) };
  }
}

/** SubRip: numbered from 1, times with a comma, a blank line after each text. */
export function toSrt(segments: readonly TranscriptSegment[]): string {
  return spoken(segments)
    .map(({ text, startMs, endMs }, index) => {
      const times = `${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}`;
      return `${index + 1}\n${times}\n${oneLine(text).replaceAll('-->', '->')}\n\n`;
    })
    .join('');
}

/** WebVTT (W3C), where `&`, `<` and `>` are escaped in texts. */
export function toVtt(segments: readonly TranscriptSegment[]): string {
  const cues = spoken(segments).map(({ text, startMs, endMs }) => {
    const escaped = oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${escaped}\n\n`;
  });
  return `WEBVTT\n\n${cues.join('')}`;
}

const spoken = (segments: readonly TranscriptSegment[]) => segments.filter(({ text }) => text.trim() !== '');

/** A blank line would end a subtitle. */
const oneLine = (text: string) => text.trim().replace(/\s*[\r\n]+\s*/g, ' ');

/** `HH:MM:SS,mmm`; hours grow beyond two digits where they must. */
function timestamp(ms: number, decimalMark: string): string {
  const whole = Math.max(0, Math.round(ms));
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const hours = part(Math.floor(whole / 3_600_000));
  const minutes = part(Math.floor(whole / 60_000) % 60);
  return `${hours}:${minutes}:${part(Math.floor(whole / 1_000) % 60)}${decimalMark}${part(whole % 1_000, 3)}`;
}

function toVerboseText(
  transcription: Transcription,
  granularities: readonly TimestampGranularity[],
): OpenAiVerboseText {
  const { task, language, durationMs, text, segments } = transcription;
  const words = segments.flatMap((segment) => segment.words ?? []);
  return {
    task,
    language: languageName(task === 'translate' ? 'en' : language),
    duration: seconds(durationMs),
    text,
    ...(granularities.includes('word') && {
      words: words.map(({ word, startMs, endMs }) => ({
        word: word.trim(),
        start: seconds(startMs),
        end: seconds(endMs),
      })),
    }),
    ...(granularities.includes('segment') && { segments: segments.map(toSegment) }),
    usage: usageOf(transcription),
  };
}

/** Engines that are no Whisper know less: then nothing stands for nothing, and the rest is computed from the text. */
function toSegment(segment: TranscriptSegment, id: number): OpenAiSegment {
  const { text, startMs, endMs, words = [], decoding } = segment;
  const confidences = words.flatMap(({ confidence }) => confidence ?? []);
  const meanLog = confidences.reduce((sum, each) => sum + Math.log(Math.max(each, 1e-6)), 0);
  return {
    id,
    seek: Math.round(startMs / 10),
    start: seconds(startMs),
    end: seconds(endMs),
    text,
    tokens: decoding?.tokens ?? [],
    temperature: decoding?.temperature ?? 0,
    avg_logprob: decoding?.averageLogProbability ?? meanLog / Math.max(1, confidences.length),
    compression_ratio: decoding?.compressionRatio ?? compressionRatio(text),
    no_speech_prob: decoding?.noSpeechProbability ?? 0,
  };
}

/** As openai/whisper computes it: bytes over bytes of the zlib form. */
function compressionRatio(text: string): number {
  const bytes = Buffer.from(text);
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}
