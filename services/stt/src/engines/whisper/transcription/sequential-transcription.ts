import type { WhisperMelSpectrogram } from '@parley/audio';
import type { TranscriptionTask } from '@parley/contracts';
import { decodeWithFallback } from '../decoding/decode-with-fallback.js';
import type { DecodingRequest, FallbackOptions, WhisperModel } from '../decoding/decoding-types.js';
import type { EncodedWindows } from '../network/whisper-network.js';
import { skipSilenceAroundHallucinations } from './hallucinations/silence-skip.js';
import { type LanguageDetection, detectRecordingLanguage } from './recording-language.js';
import {
  cutIntoSegments,
  frameMs,
  speechEndMs,
  type Window,
  type WindowCut,
  type WindowSegment,
} from './segments.js';
import { isSilence } from './silence.js';
import { type TranscribedSegment, toTranscribedSegments } from './transcribed-segment.js';
import { findWords } from './words/find-words.js';
import { placeWords } from './words/place-words.js';

/** Text of a window hotter than this is no prompt for the next. */
const hottestPrompt = 0.5;

export interface SequentialOptions extends FallbackOptions {
  task: TranscriptionTask;
  /** Whisper's code; listened for where absent. */
  language?: string;
  languageDetection?: LanguageDetection;
  /** Text that might have come before. */
  initialPrompt?: string;
  /** How each window is decoded, where other than usual. */
  decoding?: Pick<DecodingRequest, 'timestamps' | 'maxInitialTimestampSeconds' | 'maxNewTokens'>;
  /** Whether the initial prompt stays in front of every window's. */
  carryInitialPrompt?: boolean;
  /** How the first window's text begins. */
  prefix?: string;
  /** Words to expect in every window; without effect beside a prefix. */
  hotwords?: string;
  /** Tokens that are never written; -1: the signs that nobody speaks. */
  suppressTokens?: readonly number[];
  /** Whether a window's text is the next one's prompt; yes where absent. */
  conditionOnPreviousText?: boolean;
  wordTimestamps?: boolean;
  /** Silence longer than this around text that looks made up is skipped; needs words. */
  hallucinationSilenceMs?: number;
  /** The parts to transcribe, as start and end in turn; the last end may be missing. The whole where absent. */
  clipsMs?: readonly number[];
}

/** A segment that has text, or how far the recording is understood after a window. */
export type SequentialEvent =
  | { type: 'segment-transcribed'; segment: TranscribedSegment }
  | { type: 'window-done'; doneMs: number; language: string };

/**
 * A whole recording, window after window, each knowing the text of the last (openai/whisper, transcribe.py). Returns
 * the language.
 * @throws ParleyError as decoding does; the signal's reason
 */
export async function* transcribeRecordingSequentially(
  model: WhisperModel,
  spectrogram: WhisperMelSpectrogram,
  options: SequentialOptions,
  signal: AbortSignal,
): AsyncGenerator<SequentialEvent, { language: string }> {
  const language =
    options.language ??
    (await detectRecordingLanguage(model, spectrogram, options.languageDetection, signal));
  const transcription = new SequentialTranscription(model, spectrogram, options, language);
  for (const clip of toClips(options.clipsMs ?? [], spectrogram.frames)) {
    yield* transcription.transcribeClip(clip, signal);
  }
  return { language };
}

interface Clip {
  startFrames: number;
  endFrames: number;
}

function toClips(clipsMs: readonly number[], contentFrames: number): Clip[] {
  const points = clipsMs.map((ms) => Math.round(ms / frameMs));
  if (points.length === 0) points.push(0);
  if (points.length % 2 === 1) points.push(contentFrames);
  return Array.from({ length: points.length / 2 }, (_, i) => ({
    startFrames: points[2 * i] ?? 0,
    endFrames: points[2 * i + 1] ?? contentFrames,
  }));
}

class SequentialTranscription {
  private readonly initialPrompt: readonly number[];
  /** All text so far with its timestamps, the initial prompt first. */
  private readonly tokens: number[];
  private promptStart = 0;
  private lastSpeechMs = 0;
  private seekFrames = 0;

  constructor(
    private readonly model: WhisperModel,
    private readonly spectrogram: WhisperMelSpectrogram,
    private readonly options: SequentialOptions,
    private readonly language: string,
  ) {
    const prompt = options.initialPrompt?.trim() ?? '';
    this.initialPrompt = prompt === '' ? [] : model.files.tokenizer.encode(` ${prompt}`);
    this.tokens = [...this.initialPrompt];
  }

  async *transcribeClip(
    { startFrames, endFrames }: Clip,
    signal: AbortSignal,
  ): AsyncGenerator<SequentialEvent> {
    const contentFrames = this.spectrogram.frames;
    const { windowFrames } = this.model.network.dimensions;
    this.seekFrames = startFrames;
    while (this.seekFrames < Math.min(endFrames, contentFrames)) {
      signal.throwIfAborted();
      const { seekFrames } = this;
      const lengthFrames = Math.min(windowFrames, contentFrames - seekFrames, endFrames - seekFrames);
      for (const segment of await this.transcribeWindow({ seekFrames, lengthFrames }, signal)) {
        yield { type: 'segment-transcribed', segment };
      }
      const doneMs = Math.min(this.seekFrames, contentFrames) * frameMs;
      yield { type: 'window-done', doneMs, language: this.language };
    }
  }

  private async transcribeWindow(window: Window, signal: AbortSignal): Promise<TranscribedSegment[]> {
    const { network, files } = this.model;
    const { windowFrames } = network.dimensions;
    const padding = 'zero';
    const mel = this.spectrogram.window(window.seekFrames, window.lengthFrames, { windowFrames, padding });
    const encoded = await network.encode(mel, 1, signal);
    const [decoded] = await decodeWithFallback(
      this.model,
      encoded,
      [this.request(window)],
      this.options,
      signal,
    );
    if (!decoded || isSilence(decoded, this.options)) {
      this.seekFrames = window.seekFrames + window.lengthFrames;
      return [];
    }
    const cut = cutIntoSegments(decoded.tokens, window, files.specialTokens.timestampBegin);
    const heard =
      this.options.wordTimestamps && network.align
        ? await this.placeWords(cut, encoded, window, signal)
        : { ...cut, discarded: false };
    this.seekFrames = heard.nextSeekFrames;
    if (heard.discarded) return [];
    const segments = toTranscribedSegments(heard.segments, window, decoded, files);
    this.tokens.push(...segments.flatMap(({ tokens }) => tokens));
    const { conditionOnPreviousText = true } = this.options;
    if (!conditionOnPreviousText || decoded.temperature > hottestPrompt)
      this.promptStart = this.tokens.length;
    return segments;
  }

  private request({ seekFrames }: Window): DecodingRequest {
    const { task, prefix, hotwords, suppressTokens, decoding } = this.options;
    return {
      ...decoding,
      task,
      language: this.language,
      previousTokens: this.prompt(),
      ...(prefix !== undefined && seekFrames === 0 && { prefix }),
      ...(hotwords !== undefined && { hotwords }),
      ...(suppressTokens && { suppressTokens }),
    };
  }

  private prompt(): readonly number[] {
    if (!this.options.carryInitialPrompt) return this.tokens.slice(this.promptStart);
    const room = this.model.network.dimensions.textPositions / 2 - 1 - this.initialPrompt.length;
    const recent = this.tokens.slice(Math.max(this.initialPrompt.length, this.promptStart));
    return [...this.initialPrompt, ...recent.slice(-room)];
  }

  private async placeWords(cut: WindowCut, encoded: EncodedWindows, window: Window, signal: AbortSignal) {
    const { model, options, language, lastSpeechMs } = this;
    const words = await findWords(
      model,
      { encoded, window, segments: cut.segments, language, task: options.task },
      signal,
    );
    const segments: WindowSegment[] = placeWords(
      cut.segments,
      words,
      lastSpeechMs,
      model.files.specialTokens.endOfText,
    );
    const end = speechEndMs(segments);
    const spoken = end !== undefined && end > window.seekFrames * frameMs;
    const nextSeekFrames = !cut.endsInSilence && spoken ? Math.round(end / frameMs) : cut.nextSeekFrames;
    const placed = { ...cut, segments, nextSeekFrames };
    const { hallucinationSilenceMs } = options;
    const heard =
      hallucinationSilenceMs === undefined
        ? { ...placed, discarded: false }
        : skipSilenceAroundHallucinations(placed, window, {
            thresholdMs: hallucinationSilenceMs,
            windowFrames: model.network.dimensions.windowFrames,
            contentFrames: this.spectrogram.frames,
            lastSpeechMs,
          });
    if (!heard.discarded) this.lastSpeechMs = speechEndMs(heard.segments) ?? lastSpeechMs;
    return heard;
  }
}
