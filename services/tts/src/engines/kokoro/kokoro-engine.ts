import {
  type EngineStatus,
  ParleyError,
  type SpeechLanguage,
  type Voice,
  speechSampleRate,
  toParleyError,
} from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import type { GraphOptions } from '@parley/inference/sessions';
import { visemeTimeline } from '../../lips/viseme-timeline.js';
import { spokenForm } from '../../spoken-form/spoken-form.js';
import type { EspeakProgram } from '../espeak/espeak-program.js';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from '../text-to-speech-engine.js';
import type { KokoroLoad } from './kokoro-process.js';
import type { KokoroFacts, KokoroProtocol, SpokenRun } from './kokoro-protocol.js';
import { phonemeTimes } from './phoneme-times.js';
import { Phonemizer } from './phonemes/phonemizer.js';
import { type KokoroVocabulary, readVocabulary } from './phonemes/vocabulary.js';
import { type KokoroPiece, packPieces } from './pieces.js';
import { type Accent, accentFor, languagesOf, toVoices } from './voices/kokoro-voices.js';
import { findStyleFiles } from './voices/style-files.js';

export interface KokoroEngineOptions extends GraphOptions {
  /** The model's name. */
  name: string;
  /** Its folder, in onnx-community's layout or in thewh1teagle's. */
  directory: string;
  /** Tells the phonemes; started and stopped with this engine. */
  espeak: EspeakProgram;
  onEvent?: (event: EngineProcessEvent) => void;
}

/** Hundreds of megabytes come from slow disks. */
const startTimeoutMs = 180_000;
/** Longest run, 30 s of speech, on a slow CPU, behind other requests' pieces: nothing ends it but killing the process. */
const callTimeoutMs = 300_000;
const cancelGraceMs = 120_000;
/** 2 bytes a sample. */
const bytesPerMs = (speechSampleRate * 2) / 1_000;

/** Kokoro-82M: natural voices in six languages, quick enough for a CPU. It cannot clone. */
export class KokoroEngine implements TextToSpeechEngine {
  readonly id = 'kokoro';
  readonly languages: readonly SpeechLanguage[];
  readonly voices: readonly Voice[];
  private readonly process: EngineProcess<KokoroLoad, KokoroProtocol>;
  private readonly vocabulary: KokoroVocabulary;
  private facts: KokoroFacts | undefined;
  /** Why the last attempt failed, until one succeeds. */
  private loadFailure: ParleyError | undefined;

  /** @throws ParleyError `model_files_missing`, `model_files_invalid` where the voices cannot be found or read */
  constructor(private readonly options: KokoroEngineOptions) {
    const { name: _name, espeak: _espeak, onEvent, ...load } = options;
    const names = findStyleFiles(load.directory).map(({ voice }) => voice);
    this.vocabulary = readVocabulary(load.directory);
    this.voices = toVoices(names, this.id);
    this.languages = languagesOf(names);
    this.process = new EngineProcess({
      name: this.id,
      entry: new URL('./kokoro-process.ts', import.meta.url),
      load,
      startTimeoutMs,
      callTimeoutMs,
      cancelGraceMs,
      ...(onEvent && { onEvent }),
    });
  }

  async load(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all([this.options.espeak.start(this, signal), this.process.start(signal)]);
      this.facts = await this.process.call('describe', undefined, signal);
      this.loadFailure = undefined;
    } catch (error) {
      await this.unload();
      this.loadFailure = toParleyError(error);
      throw this.loadFailure;
    }
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    if (this.loadFailure) throw this.loadFailure;
    const { speed, language } = request;
    const { voice, accent } = this.voiceOf(request);
    this.refuseWhatCannotBeDone(request);
    let index = 0;
    let startMs = 0;
    for await (const piece of this.pieces(spokenForm(request.text, language), accent, signal)) {
      const run = await this.process.call('speak', { phonemes: piece.phonemes, voice, speed }, signal);
      yield toChunk(piece, run, index, startMs);
      index += 1;
      startMs += run.pcm16.byteLength / bytesPerMs;
    }
    if (index === 0) {
      throw new ParleyError('empty_text', 'Nothing in this text can be spoken.', { param: 'text' });
    }
  }

  status(): EngineStatus {
    const { state, pid: _pid, ...process } = this.process.status();
    return {
      id: this.id,
      description: 'Kokoro (ONNX): natural voices, quick on a CPU, no cloning',
      embedded: false,
      device: this.facts?.device ?? 'none',
      ...(this.facts?.deviceFallback !== undefined && { deviceFallback: this.facts.deviceFallback }),
      model: this.options.name,
      ...(this.facts && { dtype: this.facts.dtype }),
      ready: state === 'ready' && this.facts !== undefined,
      languages: [...this.languages],
      capabilities: { clone: false, visemes: this.facts?.tellsDurations ?? false },
      ...process,
    };
  }

  async unload(): Promise<void> {
    this.facts = undefined;
    await Promise.all([this.process.stop(), this.options.espeak.stop(this)]);
  }

  private voiceOf({ language, voice }: SpeechRequest): { voice: string; accent: Accent } {
    const spoken = this.voices.filter((known) => known.languages.includes(language));
    const [first] = spoken;
    if (!first) {
      throw new ParleyError(
        'unsupported_language',
        `${this.options.name} does not speak "${language}". It speaks ${this.languages.join(', ')}.`,
        { param: 'language' },
      );
    }
    const chosen = voice === undefined ? first : this.voices.find(({ id }) => id === voice);
    const accent = chosen && accentFor(chosen.id, language);
    if (accent) return { voice: chosen.id, accent };
    throw new ParleyError(
      'unknown_voice',
      `There is no voice "${voice ?? ''}". Voices for ${language}: ${spoken.map(({ id }) => id).join(', ')}.`,
      { param: 'voice' },
    );
  }

  private refuseWhatCannotBeDone({ speaker, speed }: SpeechRequest): void {
    if (speaker) {
      throw new ParleyError(
        'engine_cannot_clone',
        'Kokoro speaks in its own voices only; XTTS v2 can clone.',
      );
    }
    if (this.facts?.hasWholeSpeeds && !Number.isInteger(speed)) {
      throw new ParleyError(
        'invalid_parameter',
        `This export of ${this.options.name} takes whole numbers as "speed" only. Use another, such as kokoro-82m.`,
        { param: 'speed' },
      );
    }
  }

  private pieces(text: string, accent: Accent, signal: AbortSignal): AsyncGenerator<KokoroPiece> {
    const phonemizer = new Phonemizer({
      language: accent.language,
      // Version 0.19 learnt espeak-ng's symbols; version 1.0 has misaki's, its small schwa among them.
      spelling: this.vocabulary.has('ᵊ') ? accent.spelling : 'plain',
      symbols: this.vocabulary,
      pronounce: (texts) => this.options.espeak.phonemize(texts, accent.espeakVoice, signal),
    });
    return packPieces(phonemizer.clauses(text));
  }
}

function toChunk(
  { text, phonemes }: KokoroPiece,
  { pcm16, frames }: SpokenRun,
  index: number,
  startMs: number,
): SpeechChunk {
  if (!frames) return { pcm16, visemes: [], spoken: { index, text, isLast: true } };
  const durationMs = pcm16.byteLength / bytesPerMs;
  const visemes = visemeTimeline(phonemeTimes(phonemes, frames, durationMs), durationMs);
  return { pcm16, visemes: visemes.map((event) => ({ ...event, timeMs: event.timeMs + startMs })) };
}
