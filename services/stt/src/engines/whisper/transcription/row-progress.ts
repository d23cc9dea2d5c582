import type { WhisperMelSpectrogram } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import type { RowResult } from '../../rows/row-server.js';
import type { EngineRequest } from '../../speech-to-text-engine.js';
import type {
  DecodedWindow,
  DecodingRequest,
  FallbackOptions,
  WhisperModel,
} from '../decoding/decoding-types.js';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { EncodedWindows } from '../network/whisper-network.js';
import type { WhisperRequest } from './engine-requests.js';
import { removeHallucinations } from './hallucinations/guard.js';
import { cutRow } from './row-window.js';
import { frameMs, speechEndMs, type Window, type WindowSegment } from './segments.js';
import { isSilence } from './silence.js';
import {
  confidenceOf,
  toTranscribedSegments,
  toTranscriptSegment,
  type TranscribedSegment,
} from './transcribed-segment.js';
import { findWords } from './words/find-words.js';
import { placeWords } from './words/place-words.js';

/** A stretch of up to 8 s between two pauses is one segment: decoding its timestamps would cost time and tell nothing. */
const longestPlainFrames = 800;

/** One pass: a text that the next one replaces need not be tried again. */
const quickFallback: FallbackOptions = { temperatures: [0] };

/** One row of a batch: what has been heard of it, and what is left. */
export class RowProgress {
  private seekFrames = 0;
  private segments: TranscribedSegment[] = [];
  private language: string | undefined;
  private readonly settled = new AbortController();

  constructor(
    private readonly files: WhisperFiles,
    private readonly spectrogram: WhisperMelSpectrogram,
    private readonly request: WhisperRequest,
    private readonly effort: NonNullable<EngineRequest['effort']>,
    readonly signal: AbortSignal,
    private readonly answer: (result: RowResult) => void,
  ) {
    this.language = request.language;
    const onAbort = () => this.fail(new ParleyError('cancelled', 'The work was cancelled.'));
    signal.addEventListener('abort', onAbort, { once: true, signal: this.settled.signal });
  }

  /** Aborted when the row is answered. */
  get answered(): AbortSignal {
    return this.settled.signal;
  }

  get isOpen(): boolean {
    return !this.settled.signal.aborted;
  }

  get isQuick(): boolean {
    return this.effort === 'quick';
  }

  get fallback(): FallbackOptions {
    const { fallback } = this.request;
    return this.isQuick ? { ...quickFallback, ...fallback } : fallback;
  }

  fillMel(target: Float32Array<ArrayBuffer>, windowFrames: number): void {
    const { seekFrames, lengthFrames } = this.window(windowFrames);
    this.spectrogram.window(seekFrames, lengthFrames, { windowFrames, padding: 'zero' }, target);
  }

  decodingRequest(): DecodingRequest {
    const { task, initialPrompt, prefix, hotwords, suppressTokens } = this.request;
    const prompt = initialPrompt?.trim() ?? '';
    const isFirst = this.seekFrames === 0;
    return {
      task,
      ...(this.spectrogram.frames <= longestPlainFrames && { timestamps: false }),
      ...(this.language !== undefined && { language: this.language }),
      ...(prompt !== '' && isFirst && { previousTokens: this.files.tokenizer.encode(` ${prompt}`) }),
      ...(prefix !== undefined && isFirst && { prefix }),
      ...(hotwords !== undefined && { hotwords }),
      ...(suppressTokens && { suppressTokens }),
    };
  }

  /** Takes the text of the row's current window; answers when nothing is left to hear. */
  async take(model: WhisperModel, decoded: DecodedWindow, encoded: EncodedWindows): Promise<void> {
    const { windowFrames, textPositions } = model.network.dimensions;
    const window = this.window(windowFrames);
    this.language = decoded.language;
    if (isSilence(decoded, this.fallback)) {
      this.seekFrames = window.seekFrames + window.lengthFrames;
    } else {
      const cut = cutRow(decoded.tokens, {
        ...this.files.specialTokens,
        window,
        rowFrames: this.spectrogram.frames,
        isCutShort: decoded.tokens.length >= textPositions / 2,
      });
      this.seekFrames = cut.nextSeekFrames;
      const segments = await this.withWords(model, encoded, window, cut.segments);
      this.segments.push(...toTranscribedSegments(segments, window, decoded, this.files));
    }
    if (this.isQuick || this.seekFrames >= this.spectrogram.frames) this.finish();
  }

  private window(windowFrames: number): Window {
    const { seekFrames } = this;
    return { seekFrames, lengthFrames: Math.min(windowFrames, this.spectrogram.frames - seekFrames) };
  }

  private async withWords(
    model: WhisperModel,
    encoded: EncodedWindows,
    window: Window,
    segments: WindowSegment[],
  ): Promise<WindowSegment[]> {
    const { task, wordTimestamps } = this.request;
    if (!wordTimestamps || !model.network.align) return segments;
    const spoken = { encoded, window, segments, task, language: this.language ?? '' };
    const words = await findWords(model, spoken, this.signal);
    const lastSpeechMs = speechEndMs(this.segments) ?? 0;
    return placeWords(segments, words, lastSpeechMs, this.files.specialTokens.endOfText);
  }

  finish(): void {
    if (!this.isOpen) return;
    const segments = removeHallucinations(this.segments, this.files);
    const confidence = confidenceOf(segments);
    const audioMs = this.spectrogram.frames * frameMs;
    this.settled.abort();
    this.answer({
      transcript: {
        text: segments
          .map(({ text }) => text)
          .join('')
          .trim(),
        language: this.language ?? 'en',
        segments: segments.map((segment) => toTranscriptSegment(segment, audioMs)),
        ...(confidence !== undefined && { confidence }),
      },
    });
  }

  fail(error: unknown): void {
    if (!this.isOpen) return;
    this.settled.abort();
    this.answer({ error });
  }
}
