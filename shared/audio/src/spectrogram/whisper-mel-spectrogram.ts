import { EventLoopSharer } from '../event-loop.js';
import { MelFilterBank } from './mel-filter-bank.js';
import { PowerSpectrum } from './power-spectrum.js';

const sampleRate = 16_000;
const frameSize = 400;
const hopSize = sampleRate / 100;
/** Powers below this are silence. */
const leastPower = 1e-10;
/** How far the quietest value lies below the loudest, in powers of ten. */
const dynamicRange = 8;

const hannWindow = Float64Array.from(
  { length: frameSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frameSize),
);

/** How a window is filled where it reaches beyond the frames wanted. */
export interface MelWindowOptions {
  /** Length of the window in frames. */
  windowFrames: number;
  /**
   * `zero`, as openai/whisper pads the windows of a recording, or the spectrogram of `silence`, as where the audio
   * itself is padded.
   */
  padding: 'zero' | 'silence';
}

/**
 * Whisper's log-mel spectrogram of some audio (openai/whisper, audio.py, log_mel_spectrogram, with silence after the
 * audio), normalised by the loudest value of the whole. Values are kept once; windows are cut from them as they are
 * wanted.
 */
export class WhisperMelSpectrogram {
  /** Frames that the audio fills, 10 ms each: a last one that is not full is not counted. */
  readonly frames: number;
  readonly #powers: LogPowers;

  /**
   * @param samples 16 kHz mono, -1 to 1
   * @param melBins 80, or 128 for large-v3 and what came of it
   */
  constructor(
    samples: Float32Array,
    readonly melBins: number,
    powers = toTheEnd(logPowersOf(samples, melBins)),
  ) {
    this.frames = Math.floor(samples.length / hopSize);
    this.#powers = powers;
  }

  /**
   * The same for long audio: the event loop has its turn in between.
   * @throws the signal's reason
   */
  static async inPieces(
    samples: Float32Array,
    melBins: number,
    signal: AbortSignal,
  ): Promise<WhisperMelSpectrogram> {
    const eventLoop = new EventLoopSharer();
    const pieces = logPowersOf(samples, melBins);
    for (;;) {
      signal.throwIfAborted();
      const piece = pieces.next();
      if (piece.done) return new WhisperMelSpectrogram(samples, melBins, piece.value);
      await eventLoop.breathe();
    }
  }

  /**
   * A network's input: [melBins, windowFrames].
   * @param firstFrame where the window begins
   * @param frames of audio wanted; what follows them in the window is padding
   * @param target where to write; a new array where absent
   */
  window(
    firstFrame: number,
    frames: number,
    { windowFrames, padding }: MelWindowOptions,
    target = new Float32Array(this.melBins * windowFrames),
  ): Float32Array {
    const { values, frames: framesKept, loudest } = this.#powers;
    const floor = loudest - dynamicRange;
    const padValue = padding === 'zero' ? 0 : (Math.max(Math.log10(leastPower), floor) + 4) / 4;
    const wanted = padding === 'zero' ? Math.min(frames, this.frames - firstFrame) : frames;
    const kept = Math.max(0, Math.min(wanted, framesKept - firstFrame, windowFrames));
    for (let bin = 0; bin < this.melBins; bin++) {
      const from = bin * framesKept + firstFrame;
      const to = bin * windowFrames;
      for (let frame = 0; frame < kept; frame++) {
        target[to + frame] = (Math.max(values[from + frame] ?? 0, floor) + 4) / 4;
      }
      target.fill(padValue, to + kept, to + windowFrames);
    }
    return target;
  }
}

/** Common logarithms of powers, with those of frames that only begin in the audio. */
interface LogPowers {
  /** [melBins, frames] */
  values: Float32Array;
  frames: number;
  loudest: number;
}

/** Frames of one piece of the work, about three milliseconds. */
const framesPerPiece = 100;

function* logPowersOf(samples: Float32Array, melBins: number): Generator<undefined, LogPowers> {
  const frames = Math.ceil((samples.length + frameSize / 2) / hopSize);
  const values = new Float32Array(melBins * frames);
  const filters = new MelFilterBank(sampleRate, frameSize, melBins);
  const spectrum = new PowerSpectrum(frameSize);
  const power = new Float64Array(spectrum.bins);
  const sums = new Float64Array(melBins);
  const edge = new Float32Array(frameSize);
  let loudest = Math.log10(leastPower);
  for (let frame = 0; frame < frames; frame++) {
    const first = frame * hopSize - frameSize / 2;
    if (first >= 0 && first + frameSize <= samples.length) {
      spectrum.compute(samples, first, hannWindow, power);
    } else {
      for (let i = 0; i < frameSize; i++) edge[i] = samples[Math.abs(first + i)] ?? 0;
      spectrum.compute(edge, 0, hannWindow, power);
    }
    filters.apply(power, sums);
    for (let bin = 0; bin < melBins; bin++) {
      const value = Math.log10(Math.max(sums[bin] ?? 0, leastPower));
      values[bin * frames + frame] = value;
      if (value > loudest) loudest = value;
    }
    if (frame % framesPerPiece === framesPerPiece - 1) yield;
  }
  return { values, frames, loudest };
}

function toTheEnd<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const piece = work.next();
    if (piece.done) return piece.value;
  }
}
