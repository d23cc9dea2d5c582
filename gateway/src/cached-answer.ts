/** One answer for all who ask within its age; those who ask while it is being found wait for the same one. */
export class CachedAnswer<T> {
  private answer: Promise<T> | undefined;
  private pending = false;
  private askedAt = 0;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly maxAgeMs: number,
  ) {}

  get(): Promise<T> {
    const isFresh = this.pending || performance.now() - this.askedAt < this.maxAgeMs;
    if (this.answer && isFresh) return this.answer;
    this.askedAt = performance.now();
    this.pending = true;
    this.answer = this.ask().finally(() => (this.pending = false));
    return this.answer;
  }
}
