import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import { BankBuilder } from '../bank/bank-builder.js';
import { bankPlan } from '../bank/bank-plan.js';
import { encodeBank } from '../bank/bank-file.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';

/** Banks under way: one as a rule, and one whose portrait was put off. Some 15 MB each. */
const mostBuilders = 2;

/** Banks under way, picture by picture. */
export class BankDrawing {
  readonly #builders = new LRUCache<string, BankBuilder>({ max: mostBuilders });

  /**
   * Draws the plan's next picture of a portrait's bank.
   * @param node its number: 0 begins anew
   * @throws ParleyError `engine_failed` where the pictures before it are lost, after a restart for one
   */
  async add(
    portrait: string,
    node: number,
    frame: FaceFrame,
    draw: (motion: FaceMotion) => Promise<RgbPicture>,
  ): Promise<void> {
    if (node === 0) this.#builders.set(portrait, new BankBuilder(frame));
    const builder = this.#builderOf(portrait);
    const wanted = builder.next;
    if (!wanted || wanted !== bankPlan[node]) throw lost();
    builder.add(await draw(wanted.motion));
  }

  finish(portrait: string): Uint8Array {
    const bank = encodeBank(this.#builderOf(portrait).build());
    this.#builders.delete(portrait);
    return bank;
  }

  forget(portrait: string): void {
    this.#builders.delete(portrait);
  }

  #builderOf(portrait: string): BankBuilder {
    const builder = this.#builders.get(portrait);
    if (!builder) throw lost();
    return builder;
  }
}

function lost(): ParleyError {
  return new ParleyError('engine_failed', 'The pictures of this bank were lost. It is drawn anew.');
}
