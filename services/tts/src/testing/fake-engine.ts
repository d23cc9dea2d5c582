import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { decodeAudio } from '@parley/audio';
import {
  type EngineStatus,
  ParleyError,
  type SpeechLanguage,
  type Voice,
  speechLanguages,
  speechSampleRate,
} from '@parley/contracts';
import type {
  SpeakerLatents,
  SpeechChunk,
  SpeechRequest,
  TextToSpeechEngine,
  VoiceCloning,
} from '../engines/text-to-speech-engine.js';

export interface FakeEngineOptions {
  id?: string;
  languages?: readonly SpeechLanguage[];
  voices?: readonly Omit<Voice, 'engine'>[];
  /** Whether it can learn a voice from recordings. */
  clones?: boolean;
  /** Chunks of 100 ms. */
  chunks?: number;
  /** What it throws, and after how many chunks. */
  failure?: { error: ParleyError; afterChunks: number };
  /** Says nothing until `release` is called. */
  held?: boolean;
}

const chunkSamples = speechSampleRate / 10;

/** An engine of tones in place of a network: what it was asked, and whether it was left in peace, is on record. */
export class FakeEngine implements TextToSpeechEngine {
  readonly id: string;
  readonly languages: readonly SpeechLanguage[];
  readonly voices: readonly Voice[];
  readonly cloning?: VoiceCloning;
  readonly requests: SpeechRequest[] = [];
  /** Recordings that it has listened to. */
  described = 0;
  speakingNow = 0;
  cancelled = 0;
  ready = true;
  private readonly gate = new EventTarget();
  private isHeld: boolean;

  constructor(private readonly options: FakeEngineOptions = {}) {
    this.id = options.id ?? 'fake';
    this.languages = options.languages ?? speechLanguages;
    this.isHeld = options.held ?? false;
    const own = options.voices ?? [{ id: `${this.id}-one`, name: 'One', languages: [...this.languages] }];
    this.voices = own.map((voice) => ({ ...voice, engine: this.id }));
    if (options.clones) {
      this.cloning = {
        describeSpeaker: (recordings, signal) => this.describe(recordings, signal),
        ownSpeakers: async () => new Map(this.voices.map(({ name }) => [name, latentsOf(name)])),
      };
    }
  }

  async load(): Promise<void> {}
  async unload(): Promise<void> {}

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechChunk> {
    this.requests.push(request);
    this.speakingNow += 1;
    try {
      if (this.isHeld) await once(this.gate, 'release', { signal });
      const { chunks = 3, failure } = this.options;
      for (let index = 0; index < chunks; index += 1) {
        if (failure?.afterChunks === index) throw failure.error;
        signal.throwIfAborted();
        yield { pcm16: tone(index), visemes: [{ viseme: 'aa', timeMs: index * 100, durationMs: 100 }] };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      this.cancelled += 1;
      throw new ParleyError('cancelled', 'The work was cancelled.', { cause: error });
    } finally {
      this.speakingNow -= 1;
    }
  }

  /** Lets all speak that were held. */
  release(): void {
    this.isHeld = false;
    this.gate.dispatchEvent(new Event('release'));
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: 'tones, for tests',
      embedded: false,
      device: 'none',
      ready: this.ready,
      capabilities: { clone: this.options.clones ?? false },
    };
  }

  private async describe(recordings: readonly Uint8Array[], signal: AbortSignal): Promise<SpeakerLatents> {
    this.described += 1;
    for (const bytes of recordings) {
      const { durationMs } = await decodeAudio(
        bytes,
        { sampleRate: speechSampleRate, maxDurationMs: 60_000 },
        signal,
      );
      if (durationMs < 330) throw new ParleyError('unusable_speaker_audio', 'The recording is too short.');
    }
    return latentsOf(createHash('sha256').update(Buffer.concat(recordings)).digest('hex'));
  }
}

/** Numbers that differ from name to name. */
export function latentsOf(name: string): SpeakerLatents {
  const first = createHash('sha256').update(name).digest().readUInt16LE(0) / 65_536;
  return {
    gptConditioning: Float32Array.from({ length: 32 * 1_024 }, (_, i) => Math.sin(first + i)),
    speakerEmbedding: Float32Array.from({ length: 512 }, (_, i) => Math.cos(first + i) / 16),
  };
}

function tone(index: number): Uint8Array {
  const pcm = Buffer.alloc(chunkSamples * 2);
  for (let i = 0; i < chunkSamples; i += 1) {
    const at = index * chunkSamples + i;
    pcm.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * at) / speechSampleRate)), i * 2);
  }
  return pcm;
}
