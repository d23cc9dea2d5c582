import { concatSamples } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import type { SpeakerLatents } from '../../text-to-speech-engine.js';
import type { XttsBundle } from '../model/xtts-bundle.js';
import { floatsOf } from '../network/tensors.js';
import type { MelSpectrogram } from './mel-columns.js';
import { resampleLikeTorchaudio } from './sinc-resample.js';
import {
  conditioningRate,
  conditioningSpectrogram,
  speakerRate,
  speakerSpectrogram,
} from './voice-spectrograms.js';

/** Chunks under this tell nothing of a voice (coqui-tts, get_gpt_cond_latents). */
export const leastSeconds = 0.33;

/** What XTTS knows of a voice, from recordings: coqui-tts' get_conditioning_latents. */
export class VoiceEncoders {
  constructor(
    private readonly conditioning: OnnxSession,
    private readonly speaker: OnnxSession,
    private readonly bundle: Pick<XttsBundle, 'conditioning' | 'melStats'>,
  ) {}

  /**
   * @param recordings one speaker's, each mono at 22.05 kHz
   * @throws ParleyError `unusable_speaker_audio` where all of them together are too short; the signal's reason
   */
  async describe(recordings: readonly Float32Array[], signal: AbortSignal): Promise<SpeakerLatents> {
    const heard = recordings.map((samples) => this.heard(samples));
    const embeddings: Float32Array[] = [];
    for (const samples of heard) {
      signal.throwIfAborted();
      embeddings.push(await this.embed(samples));
    }
    return {
      gptConditioning: await this.condition(concatSamples(heard), signal),
      speakerEmbedding: mean(embeddings),
    };
  }

  async release(): Promise<void> {
    await this.conditioning.release();
    await this.speaker.release();
  }

  /** The begin of a recording, at the level wanted. */
  private heard(samples: Float32Array): Float32Array {
    const { maximumRecordingSeconds, normalizePeak } = this.bundle.conditioning;
    const part = samples.subarray(0, maximumRecordingSeconds * conditioningRate).map(clipped);
    if (!normalizePeak) return part;
    const peak = part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return part.map((sample) => (sample / peak) * normalizedPeak);
  }

  private async embed(samples: Float32Array): Promise<Float32Array> {
    const spectrogram = speakerSpectrogram(resampleLikeTorchaudio(samples, conditioningRate, speakerRate));
    return runEncoder(this.speaker, spectrogram);
  }

  private async condition(samples: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    const { maximumSeconds, chunkSeconds } = this.bundle.conditioning;
    const end = Math.min(samples.length, maximumSeconds * conditioningRate);
    const size = chunkSeconds * conditioningRate;
    const latents: Float32Array[] = [];
    for (let at = 0; at < end; at += size) {
      const chunk = samples.subarray(at, Math.min(end, at + size));
      if (chunk.length < leastSeconds * conditioningRate) continue;
      signal.throwIfAborted();
      latents.push(await runEncoder(this.conditioning, conditioningSpectrogram(chunk, this.bundle.melStats)));
    }
    if (latents.length === 0) {
      throw new ParleyError(
        'unusable_speaker_audio',
        `The recording is too short for a voice: it must have ${leastSeconds} seconds, and 6 to 30 are best.`,
      );
    }
    return mean(latents);
  }
}

/** coqui-tts' level where peaks are normalised. */
const normalizedPeak = 0.75;

const clipped = (sample: number) => Math.max(-1, Math.min(1, sample));

async function runEncoder(session: OnnxSession, { values, frames }: MelSpectrogram): Promise<Float32Array> {
  const [input = ''] = session.inputs.keys();
  const outputs = await session.run({ [input]: new Tensor(values, [1, values.length / frames, frames]) });
  return floatsOf(Object.values(outputs)[0]);
}

function mean(rows: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0);
  return sum.map((value) => value / rows.length);
}
