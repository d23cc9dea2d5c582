/** Marks kept: at 20 ms a mark, about 40 s. */
const maxMarks = 2_000;

/** When audio arrived: turns a position in the microphone's stream into a time on this machine's clock. */
export class ArrivalTimes {
  private marks: { positionMs: number; arrivedAt: number }[] = [];
  private receivedMs = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  received(durationMs: number): void {
    this.receivedMs += durationMs;
    this.marks.push({ positionMs: this.receivedMs, arrivedAt: this.now() });
    if (this.marks.length > maxMarks) this.marks = this.marks.slice(maxMarks / 2);
  }

  /** When the sample at this position came in; now, where that is not known. */
  at(positionMs: number): number {
    return this.marks.find((mark) => mark.positionMs >= positionMs)?.arrivedAt ?? this.now();
  }
}
