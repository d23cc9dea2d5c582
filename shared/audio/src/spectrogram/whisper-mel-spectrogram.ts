/** Frames of a second of Whisper's spectrogram: one for each 10 ms. */
export const melFramesPerSecond = 100;

/**
 * Whisper's log-mel spectrogram of some audio (openai/whisper, audio.py, log_mel_spectrogram), normalised by the
 * loudest value of the whole. Values are kept once; windows are cut from them as they are wanted.
 */
export interface WhisperMelSpectrogram {
  readonly melBins: number;
  /** Frames that the audio fills, 10 ms each: a last one that is not full is not counted. */
  readonly frames: number;
  /**
   * A network's input: [melBins, windowFrames].
   * @param firstFrame where the window begins
   * @param frames of audio wanted; what follows them in the window is padding
   * @param padding `zero`, as openai/whisper pads the windows of a recording, or the spectrogram of `silence`, as where
   *   the audio itself is padded
   * @param target where to write; a new array where absent
   */
  window(
    firstFrame: number,
    frames: number,
    options: { windowFrames: number; padding: 'zero' | 'silence' },
    target?: Float32Array,
  ): Float32Array;
}

/**
 * @param samples 16 kHz mono, -1 to 1
 * @param melBins 80, or 128 for large-v3 and what came of it
 */
export function whisperMelSpectrogram(samples: Float32Array, melBins: 80 | 128): WhisperMelSpectrogram {
  throw new Error(`Not there yet: ${String(samples.length)} ${String(melBins)}.`);
}
