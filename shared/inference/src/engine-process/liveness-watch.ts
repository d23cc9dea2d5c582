import { type ProcessActivity, readActivity } from './process-activity.js';

export interface LivenessWatchOptions {
  pid: number;
  /** Asks the process for a `pong`. */
  ping: () => void;
  /** How long the process may neither answer nor work, in milliseconds. */
  hangAfterMs: number;
  onHung: () => void;
}

const beatsUntilHung = 5;
/** Whoever waits for a core or for a disk is not to blame. */
const waitsForTheMachine = new Set(['R', 'D']);

/**
 * Tells a process that hangs from one that computes: onnxruntime's runs block its event loop for as long as they take,
 * so that silence alone says nothing. What neither answers nor uses any CPU time, nor waits for a core or a disk, hangs.
 * Beats are counted, not time: while the machine sleeps there are none. Where the system tells nothing of processes,
 * none counts as hung.
 */
export class LivenessWatch {
  private readonly timer: NodeJS.Timeout;
  /** It is judged once it has shown that it answers: before that it reads its program. */
  private hasEverAnswered = false;
  private hasAnswered = true;
  private silentBeats = 0;
  private lastTicks = -1;

  constructor(private readonly options: LivenessWatchOptions) {
    this.timer = setInterval(() => void this.beat(), options.hangAfterMs / beatsUntilHung);
    this.timer.unref();
  }

  /** The process has answered. */
  pong(): void {
    this.hasEverAnswered = true;
    this.hasAnswered = true;
    this.silentBeats = 0;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    if (this.hasAnswered) {
      this.hasAnswered = false;
      this.options.ping();
      return;
    }
    const activity = await readActivity(this.options.pid);
    if (!activity || this.hasAnswered || !this.hasEverAnswered) return;
    this.silentBeats = this.isWorking(activity) ? 0 : this.silentBeats + 1;
    this.lastTicks = activity.cpuTicks;
    if (this.silentBeats < beatsUntilHung) return;
    this.end();
    this.options.onHung();
  }

  private isWorking({ state, cpuTicks }: ProcessActivity): boolean {
    return waitsForTheMachine.has(state) || cpuTicks !== this.lastTicks;
  }
}
