import type { RecognitionKind, RecognitionQueue } from './recognition-queue.js';

/** The places at an engine, and who gets the next one. Where there are several, one is kept for finals. */
export class EnginePlaces {
  /** Places that interims and recordings share. */
  readonly shared: number;
  private finals = 0;
  private others = 0;
  private lastOther: RecognitionKind | undefined;

  constructor(private readonly count: number) {
    this.shared = Math.max(1, count - 1);
  }

  /** Places taken. */
  get taken(): number {
    return this.finals + this.others;
  }

  /** Places taken by interims and recordings. */
  get takenByOthers(): number {
    return this.others;
  }

  /** Finals first, then interims in turn with recordings that have waited long; undefined where nobody may begin. */
  nextKind(queue: RecognitionQueue): RecognitionKind | undefined {
    if (this.taken >= this.count) return undefined;
    if (queue.count('final') > 0) return 'final';
    if (this.others >= this.shared) return undefined;
    const hasInterims = queue.count('interim') > 0;
    const isOverdue = queue.firstDeadlineMs('recording') <= performance.now();
    if (hasInterims && (!isOverdue || this.lastOther === 'recording')) return 'interim';
    return queue.count('recording') > 0 ? 'recording' : undefined;
  }

  begin(kind: RecognitionKind): void {
    if (kind === 'final') {
      this.finals += 1;
    } else {
      this.others += 1;
      this.lastOther = kind;
    }
  }

  end(kind: RecognitionKind): void {
    if (kind === 'final') this.finals -= 1;
    else this.others -= 1;
  }
}
