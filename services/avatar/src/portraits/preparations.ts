import type { PortraitPreparation } from '@parley/contracts';
import type { AvatarEngine } from '../engines/avatar-engine.js';

/** What there is for portraits' live frames, and how many better ones are being made. */
export class Preparations {
  readonly #underWay = new Set<string>();

  constructor(private readonly engine: Pick<AvatarEngine, 'prepareLive'>) {}

  /** What there is for a portrait; what is missing is begun. */
  of(portrait: string): PortraitPreparation {
    const { quality, progress, problem } = this.engine.prepareLive(portrait);
    if (progress === undefined) this.#underWay.delete(portrait);
    else this.#underWay.add(portrait);
    return {
      quality,
      ...(progress !== undefined && { progress }),
      ...(problem !== undefined && { problem }),
    };
  }

  forget(portrait: string): void {
    this.#underWay.delete(portrait);
  }

  /** How many portraits' preparations go on. */
  get underWay(): number {
    for (const portrait of this.#underWay) this.of(portrait);
    return this.#underWay.size;
  }
}
