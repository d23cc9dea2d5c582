import { ParleyError } from '@parley/contracts';

/** How much work of one kind may be under way. */
export class Places {
  private taken = 0;

  constructor(private readonly count: number) {}

  /**
   * Takes a place until the function returned is called.
   * @throws ParleyError `at_capacity`
   */
  take(): () => void {
    if (this.taken >= this.count) {
      throw new ParleyError(
        'at_capacity',
        'The speech recogniser has all the work it can hold. Please try again soon.',
        { retryAfterMs: 1_000 },
      );
    }
    this.taken += 1;
    return () => (this.taken -= 1);
  }
}
