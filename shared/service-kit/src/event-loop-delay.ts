import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoopDelay {
  p50: number;
  p99: number;
  max: number;
}

const resolutionMs = 10;

const toMilliseconds = (nanoseconds: number) =>
  Number.isFinite(nanoseconds) ? Math.max(0, Math.round((nanoseconds / 1e6 - resolutionMs) * 10) / 10) : 0;

/** How late the event loop runs its timers, in milliseconds, over the last whole window. */
export class EventLoopMonitor {
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });
  private timer: NodeJS.Timeout | undefined;
  private lastWindow: EventLoopDelay = { p50: 0, p99: 0, max: 0 };

  constructor(private readonly windowMs = 10_000) {}

  /** Begins to measure; two doors of one process may both ask for it. */
  start(): void {
    if (this.timer) return;
    this.histogram.enable();
    this.timer = setInterval(() => {
      this.lastWindow = this.read();
      this.histogram.reset();
    }, this.windowMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.histogram.disable();
  }

  current(): EventLoopDelay {
    return this.lastWindow;
  }

  private read(): EventLoopDelay {
    return {
      p50: toMilliseconds(this.histogram.percentile(50)),
      p99: toMilliseconds(this.histogram.percentile(99)),
      max: toMilliseconds(this.histogram.max),
    };
  }
}
