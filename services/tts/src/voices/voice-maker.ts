import { createHash } from 'node:crypto';
import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import type { SpeakerLatents, TextToSpeechEngine, VoiceCloning } from '../engines/text-to-speech-engine.js';
import type { EngineSet } from '../speaking/engine-set.js';
import type { SpeechQueue } from '../speaking/speech-queue.js';
import type { VoiceStore } from './voice-store.js';

/** What was learnt from recordings of late, in memory: 130 KB each. */
const rememberedSpeakers = 64;

export interface DescribedSpeaker {
  engine: TextToSpeechEngine;
  audioHash: string;
  latents: SpeakerLatents;
}

interface MakerParts {
  engines: EngineSet;
  queue: SpeechQueue;
  voices: VoiceStore;
}

/** Listens to recordings, once for the same ones: what an engine learnt is known by the hash of the audio. */
export class VoiceMaker {
  private readonly known = new LRUCache<string, SpeakerLatents>({ max: rememberedSpeakers });

  constructor(private readonly parts: MakerParts) {}

  /**
   * The voice in these recordings.
   * @throws ParleyError `engine_cannot_clone`, and as `VoiceCloning.describeSpeaker`
   */
  async describe(recordings: readonly Uint8Array[], signal: AbortSignal): Promise<DescribedSpeaker> {
    const { queue, voices } = this.parts;
    const { engine, cloning } = this.requireEngine();
    const audioHash = hashOf(recordings);
    const key = `${engine.id} ${audioHash}`;
    let latents = this.known.get(key) ?? (await voices.latentsOfAudio(audioHash, engine.id));
    if (!latents) {
      const leave = await queue.enter({ lane: 'request' }, signal);
      try {
        latents = await cloning.describeSpeaker(recordings, signal);
      } finally {
        leave();
      }
    }
    this.known.set(key, latents);
    return { engine, audioHash, latents };
  }

  /** Forgets what was learnt from recordings, of which `audioHash` is the hash. */
  forget(audioHash: string): void {
    const keys = [...this.known.keys()].filter((key) => key.endsWith(` ${audioHash}`));
    for (const key of keys) this.known.delete(key);
  }

  /** @throws ParleyError `engine_cannot_clone`, saying how to get one that can */
  requireEngine(): { engine: TextToSpeechEngine; cloning: VoiceCloning } {
    const engine = this.parts.engines.cloning;
    if (engine?.cloning) return { engine, cloning: engine.cloning };
    throw new ParleyError(
      'engine_cannot_clone',
      `The engine that is here, ${this.parts.engines.active.id}, cannot clone voices; ${cloningEngineAdvice} ` +
        'Use POST /synthesize for its own voices (GET /voices lists them).',
    );
  }
}

/** How to come by an engine that clones. */
const cloningEngineAdvice =
  'xtts-v2 can: put its ONNX files in place (docker/models/xtts makes them from the checkpoint), and accept its ' +
  'licence with PARLEY_ACCEPT_LICENSES=cpml.';

/** Of the recordings in their order. */
function hashOf(recordings: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const bytes of recordings) {
    hash.update(`${bytes.byteLength}:`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}
