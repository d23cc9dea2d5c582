import type { GeneratedStretch, GptSequence } from '../network/gpt-generator.js';
import type { VocoderStream } from '../vocoding/vocoder.js';
import type { SpeechEnds } from './speech-ends.js';

export interface UtteranceParts {
  sequence: GptSequence;
  stopToken: number;
  vocoder: VocoderStream;
  ends: SpeechEnds;
  /**
   * Whether it may be generated together with others: what a network computes for a row depends, in the last bits, on
   * how many there are, so that what must come out the same again goes alone.
   */
  mayShare: boolean;
  /** Takes samples as they are there; resolves when there is room for more. */
  emit: (samples: Float32Array, isLast: boolean) => Promise<void>;
}

/** One piece of text on its way to speech: tokens first, samples as soon as they can be. */
export class Utterance {
  readonly done: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  private stretch: GeneratedStretch | undefined;
  private underWay = 0;
  private hasSpoken = false;
  private hasSettled = false;

  constructor(
    private readonly parts: UtteranceParts,
    private readonly onRoom: () => void,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  get sequence(): GptSequence {
    return this.parts.sequence;
  }

  get mayShare(): boolean {
    return this.parts.mayShare;
  }

  /** Whether it was said, or given up. */
  get isOver(): boolean {
    return this.hasSettled;
  }

  /** What it waits for next; `room` while the listener has enough. */
  get wants(): 'prompt' | 'first-samples' | 'samples' | 'tokens' | 'room' {
    if (this.stretch) return this.hasSpoken ? 'samples' : 'first-samples';
    if (this.underWay > 0) return 'room';
    return this.sequence.tokens.length === 0 ? 'prompt' : 'tokens';
  }

  takeTokens(stretch: GeneratedStretch): void {
    this.stretch = stretch;
  }

  /** Makes samples of the tokens that came last. */
  async vocode(): Promise<void> {
    const { vocoder, ends } = this.parts;
    const { latents } = this.stretch ?? { latents: new Float32Array() };
    this.stretch = undefined;
    this.hasSpoken = true;
    for await (const samples of vocoder.push(latents)) this.emit(ends.push(samples), false);
    if (!this.hasAllTokens && !ends.hasEnded) return;
    if (!ends.hasEnded) for await (const samples of vocoder.finish()) this.emit(ends.push(samples), false);
    this.emit(ends.finish(), true);
    this.settle(this.resolve);
  }

  fail(error: unknown): void {
    this.settle(() => this.reject(error));
  }

  private get hasAllTokens(): boolean {
    const { tokens, maxTokens } = this.sequence;
    return tokens.at(-1) === this.parts.stopToken || tokens.length >= maxTokens;
  }

  private settle(how: () => void): void {
    this.hasSettled = true;
    how();
  }

  private emit(samples: Float32Array, isLast: boolean): void {
    if (samples.length === 0 && !isLast) return;
    this.underWay += 1;
    this.parts
      .emit(samples, isLast)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.underWay -= 1;
        this.onRoom();
      });
  }
}
