import type { GptGenerator } from '../network/gpt-generator.js';
import { Utterance, type UtteranceParts } from './utterance.js';

/** Tokens of one stretch, 0.37 s of speech: the first window of the vocoder needs as many. */
const stretchTokens = 8;

/**
 * Shares one GPT and one vocoder between all utterances: one piece of work after the other, the most urgent first. A new
 * utterance has its turn at the next stretch, one that is cancelled ends there.
 */
export class StretchScheduler {
  /** In the order in which they came; those that were served go to the end. */
  private utterances: Utterance[] = [];
  private isRunning = false;
  private wake: () => void = () => undefined;

  constructor(private readonly generator: GptGenerator) {}

  /**
   * Speaks one utterance; resolves when its last samples were given.
   * @throws the signal's reason, or what went wrong
   */
  async speak(parts: UtteranceParts, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const utterance = new Utterance(parts, () => this.wake());
    const onAbort = () => {
      utterance.fail(signal.reason);
      this.wake();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.utterances.push(utterance);
    this.wake();
    if (!this.isRunning) void this.run();
    try {
      await utterance.done;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    for (;;) {
      this.utterances = this.utterances.filter((utterance) => !utterance.isOver);
      if (this.utterances.length === 0) break;
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const work = this.nextWork();
      if (work) await work();
      else await woken;
      // Lets cancellations and new utterances in.
      await new Promise(setImmediate);
    }
    this.isRunning = false;
  }

  /** What makes somebody heard who was not yet comes first; then samples of what is generated, then more tokens. */
  private nextWork(): (() => Promise<void>) | undefined {
    const wanting = (what: Utterance['wants']) => this.utterances.filter(({ wants }) => wants === what);
    const [unheard] = wanting('first-samples');
    if (unheard) return () => this.vocode(unheard);
    const prompts = wanting('prompt');
    const [newest] = this.utterances.length - prompts.length < this.generator.maxRows ? prompts : [];
    if (newest) return () => this.generate([newest]);
    const [generated] = wanting('samples');
    if (generated) return () => this.vocode(generated);
    const [first, ...others] = wanting('tokens');
    if (!first) return undefined;
    const companions = first.mayShare ? others.filter(({ mayShare }) => mayShare) : [];
    return () => this.generate([first, ...companions].slice(0, this.generator.maxRows));
  }

  private async generate(rows: readonly Utterance[]): Promise<void> {
    this.utterances = [...this.utterances.filter((one) => !rows.includes(one)), ...rows];
    try {
      const stretches = await this.generator.generate(
        rows.map(({ sequence }) => sequence),
        stretchTokens,
      );
      rows.forEach((row, index) => {
        const stretch = stretches[index];
        if (stretch) row.takeTokens(stretch);
      });
    } catch (error) {
      for (const row of rows) row.fail(error);
    }
  }

  private async vocode(utterance: Utterance): Promise<void> {
    try {
      await utterance.vocode();
    } catch (error) {
      utterance.fail(error);
    }
  }
}
