import { LinearStretch, type Rows } from './linear-stretch.js';

/** 1024 samples of a token over the 256 of a frame. */
const framesPerToken = 4;
/** The GPT works at 22.05 kHz, the vocoder at 24 kHz. */
const rateFactor = 24_000 / 22_050;
/** coqui's own bound (xtts.py, `length_scale`). */
const slowest = 0.05;

/** Latents to the vocoder's frames, as `HifiDecoder.forward` stretches them, bit by bit: at their absolute positions. */
export class FrameStream {
  private readonly stages: readonly LinearStretch[];

  /**
   * @param width numbers of a latent
   * @param speed of the speech: 1 is the voice's own. Stretched as coqui does it, between latents.
   */
  constructor(width: number, speed = 1) {
    const stretched = speed === 1 ? [] : [new LinearStretch(width, 1 / Math.max(speed, slowest))];
    this.stages = [
      ...stretched,
      new LinearStretch(width, framesPerToken),
      new LinearStretch(width, rateFactor, true),
    ];
  }

  /** The frames that these latents settle, [frames, width]. */
  push(latents: Rows): Rows {
    return this.stages.reduce((rows, stage) => stage.push(rows), latents);
  }

  /** The frames left over when no latent will come any more. */
  finish(): Rows {
    return this.stages.reduce<Rows>(
      (rows, stage) => joined(stage.push(rows), stage.finish()),
      new Float32Array(),
    );
  }
}

function joined(first: Rows, second: Rows): Rows {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
