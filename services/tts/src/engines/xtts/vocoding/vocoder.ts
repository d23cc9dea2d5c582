import { ParleyError } from '@parley/contracts';
import { type OnnxSession, Tensor } from '@parley/inference/sessions';
import { lateContextFrames } from '../network/derivation/vocoder-graph.js';
import { floatsOf, integers } from '../network/tensors.js';
import { FrameStream } from './frame-stream.js';
import type { Rows } from './linear-stretch.js';
import { type FrameWindow, SpeechWindows } from './speech-windows.js';

const samplesPerFrame = 256;

/** Frames to samples at 24 kHz: HiFi-GAN's generator (network/derivation/vocoder-graph.ts). */
export class Vocoder {
  constructor(
    private readonly generator: Pick<OnnxSession, 'run' | 'release'>,
    readonly width: number,
  ) {}

  /**
   * The samples of a window that are wanted.
   * @param speakerEmbedding 512 numbers
   * @throws ParleyError `engine_failed` for numbers that are no sound: they would be heard as silence
   */
  async vocode({ frames, first, end }: FrameWindow, speakerEmbedding: Float32Array): Promise<Float32Array> {
    const count = frames.length / this.width;
    const kept = {
      first: Math.max(0, first - lateContextFrames),
      end: Math.min(count, end + lateContextFrames),
    };
    const outputs = await this.generator.run({
      frames: new Tensor(turned(frames, count, this.width), [1, this.width, count]),
      speaker_embedding: new Tensor(speakerEmbedding, [1, speakerEmbedding.length, 1]),
      kept: integers([kept.first, kept.end], [2]),
    });
    const samples = floatsOf(Object.values(outputs)[0]);
    if (!samples.every(Number.isFinite))
      throw new ParleyError('engine_failed', 'XTTS gave numbers that are no sound. Fetch the model again.');
    return samples.subarray((first - kept.first) * samplesPerFrame, (end - kept.first) * samplesPerFrame);
  }

  release(): Promise<void> {
    return this.generator.release();
  }
}

/** Latents that arrive bit by bit to samples: the same as vocoding all of them at once, sample for sample. */
export class VocoderStream {
  private readonly frames: FrameStream;
  private readonly windows: SpeechWindows;

  constructor(
    private readonly vocoder: Vocoder,
    private readonly speakerEmbedding: Float32Array,
    speed = 1,
  ) {
    this.frames = new FrameStream(vocoder.width, speed);
    this.windows = new SpeechWindows(vocoder.width);
  }

  /** The samples that these latents settle, window by window. */
  async *push(latents: Rows): AsyncGenerator<Float32Array> {
    yield* this.samplesOf(this.windows.push(this.frames.push(latents)));
  }

  /** The last samples. */
  async *finish(): AsyncGenerator<Float32Array> {
    yield* this.samplesOf(this.windows.push(this.frames.finish()));
    yield* this.samplesOf(this.windows.finish());
  }

  private async *samplesOf(windows: Iterable<FrameWindow>): AsyncGenerator<Float32Array> {
    for (const window of windows) yield await this.vocoder.vocode(window, this.speakerEmbedding);
  }
}

/** [rows, columns] as [columns, rows]. */
function turned(values: Rows, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return out;
}
