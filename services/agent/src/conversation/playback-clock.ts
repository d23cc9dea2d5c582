import { setTimeout as delay } from 'node:timers/promises';

/** How far ahead of the ear audio is sent: enough for a jittery network, little enough to throw away. */
const maxLeadMs = 3_000;

/** What the person has heard of one reply: by the loudspeaker's own reports, or by the time since audio went out. */
export class PlaybackClock {
  private startedAt: number | undefined;
  private reportedMs: number | undefined;
  sentMs = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  sent(durationMs: number): void {
    this.startedAt ??= this.now();
    this.sentMs += durationMs;
  }

  /** The client's report of what its loudspeaker played. */
  report(playedMs: number): void {
    this.reportedMs = Math.max(this.reportedMs ?? 0, playedMs);
  }

  get heardMs(): number {
    if (this.startedAt === undefined) return 0;
    return Math.min(this.sentMs, this.reportedMs ?? this.now() - this.startedAt);
  }

  /** Waits until no more than `maxLeadMs` of audio is on its way to the ear. */
  async waitForRoom(signal: AbortSignal): Promise<void> {
    await this.waitUntil(this.sentMs - maxLeadMs, signal);
  }

  /** Waits until all that was sent has sounded. */
  async waitForEnd(signal: AbortSignal): Promise<void> {
    await this.waitUntil(this.sentMs, signal);
  }

  private async waitUntil(positionMs: number, signal: AbortSignal): Promise<void> {
    if (this.startedAt === undefined) return;
    const waitMs = this.startedAt + positionMs - this.now();
    if (waitMs > 0) await delay(waitMs, undefined, { signal });
  }
}
