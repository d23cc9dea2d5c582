import type { TurnLatency } from '@parley/contracts';

const stages = ['transcriptMs', 'firstWordMs', 'firstAudioMs', 'firstFrameMs'] as const;
export type TurnStage = (typeof stages)[number];

/** When each stage of a turn happened, counted from the end of the person's speech. */
export class TurnStopwatch {
  private readonly marks: Partial<Record<TurnStage, number>> = {};

  /** @param speechEndedAt on the clock of `performance.now()` */
  constructor(
    private readonly speechEndedAt: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Only the first time counts. */
  mark(stage: TurnStage): void {
    this.marks[stage] ??= Math.max(0, Math.round(this.now() - this.speechEndedAt));
  }

  read(): TurnLatency {
    const read = (stage: TurnStage) => this.marks[stage] ?? null;
    return {
      transcriptMs: read('transcriptMs'),
      firstWordMs: read('firstWordMs'),
      firstAudioMs: read('firstAudioMs'),
      firstFrameMs: read('firstFrameMs'),
    };
  }
}
