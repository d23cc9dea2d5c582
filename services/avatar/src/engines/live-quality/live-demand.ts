/** A session that asked for no frame this long is over, or watched by nobody. */
const silentMs = 1_000;

/** How many live sessions an engine has, told by who asks for frames. */
export class LiveDemand {
  readonly #lastFrameMs = new Map<string, number>();

  /** A session asks for a frame at `nowMs`. */
  frame(session: string, nowMs: number): void {
    this.#lastFrameMs.set(session, nowMs);
  }

  sessions(nowMs: number): number {
    for (const [session, lastMs] of this.#lastFrameMs) {
      if (nowMs - lastMs > silentMs) this.#lastFrameMs.delete(session);
    }
    return this.#lastFrameMs.size;
  }
}
