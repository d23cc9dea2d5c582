import type { LiveServerEvent } from '@parley/contracts';
import type { BackPressureLevel } from '../recognition/back-pressure.js';

export interface LiveLoad {
  /** How far recognition is behind for everybody. */
  backPressure: BackPressureLevel;
  /** Milliseconds of audio that was not recognised yet. */
  tailMs: number;
  /** How long the oldest unfinished work has waited, in milliseconds. */
  oldestWaitMs: number;
  /** Milliseconds from one interim to the next. */
  cooldownMs: number;
  interimPaused: boolean;
  droppedMs: number;
}

type StatusEvent = LiveServerEvent & { event: 'status' };

/** A final that takes this long is late: recognition falls behind the audio. */
const lateMs = 3_000;
const minIntervalMs = 250;
/** The cool-down is told again when it has changed by this factor. */
const noticeableFactor = 1.5;

/** Tells the client about the load, whenever that makes a difference to it. */
export class LiveStatus {
  private last: StatusEvent | undefined;
  private toldAtMs = -Infinity;

  constructor(
    private readonly tell: (event: StatusEvent) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  update(load: LiveLoad): void {
    const next: StatusEvent = {
      event: 'status',
      backpressure: load.backPressure > 0 || load.oldestWaitMs > lateMs,
      backpressure_level: load.backPressure,
      cooldown_ms: Math.round(load.cooldownMs),
      tail_s: Math.round(load.tailMs / 10) / 100,
      interim_paused: load.interimPaused,
      dropped_ms: Math.round(load.droppedMs),
    };
    if (!this.isNews(next) || this.nowMs() - this.toldAtMs < minIntervalMs) return;
    this.last = next;
    this.toldAtMs = this.nowMs();
    this.tell(next);
  }

  private isNews(next: StatusEvent): boolean {
    const { last } = this;
    if (!last) return true;
    const [less = 0, more = 0] = [last.cooldown_ms, next.cooldown_ms].sort((a, b) => a - b);
    return (
      last.backpressure !== next.backpressure ||
      last.backpressure_level !== next.backpressure_level ||
      last.interim_paused !== next.interim_paused ||
      last.dropped_ms !== next.dropped_ms ||
      more > less * noticeableFactor
    );
  }
}
