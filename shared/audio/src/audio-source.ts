import { ParleyError } from '@parley/contracts';
import type { SoundContainer } from './container.js';

/** What a container says about the sound inside. */
export interface AudioInfo {
  readonly container: SoundContainer;
  /** The codec's usual short name: opus, aac, mp3, flac, vorbis, pcm-s16 ... */
  readonly codec: string;
  readonly channels: number;
  /** The rate of the recording, in Hz. */
  readonly sourceSampleRate: number;
}

/** Sound on its way out of a container, decoded as it is asked for. */
export interface AudioSource {
  readonly info: AudioInfo;
  /** Rate of the blocks, in Hz. */
  readonly sampleRate: number;
  /** The length that the container promises, in ms; null where it promises none, as live recordings do. */
  readonly promisedMs: number | null;
  /**
   * Blocks in order: one Float32Array for each channel, all of one length. To be iterated once.
   * Throws {@link DamagedAudioError} at the place where the data makes no sense.
   */
  readonly blocks: AsyncIterable<Float32Array[]>;
  /** Frees the decoder or ends the program. Whoever opened the source calls it, read to the end or not. */
  close(): void;
}

/** The data ends in the middle, or stops making sense. What came before it is good. */
export class DamagedAudioError extends Error {
  override readonly name = 'DamagedAudioError';
}

const readableFormats = 'Send WebM, Ogg, MP4/M4A, MP3, FLAC or WAV.';

export function unreadableAudio(what: string, cause?: unknown): ParleyError {
  return new ParleyError('unreadable_audio', `${what} ${readableFormats}`, { cause });
}

/** Limits that keep a header of nonsense from becoming an allocation or a division of nonsense. */
export function checkAudioInfo(info: AudioInfo): void {
  const { channels, sourceSampleRate } = info;
  if (channels < 1 || channels > 32 || sourceSampleRate < 1000 || sourceSampleRate > 768_000) {
    throw unreadableAudio(`The file claims ${channels} channels at ${sourceSampleRate} Hz.`);
  }
}
