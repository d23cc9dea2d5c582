import type { MediaPacket } from '@parley/contracts';

/** 8 s of 25 frames a second; frames that come beyond are dropped and counted. */
const capacity = 200;

export interface FrameCounts {
  drawn: number;
  /** Came too early for the buffer, too late to be shown, or could not be decoded. */
  dropped: number;
}

/**
 * Draws a conversation's frames: idle ones as they come, a speaking face's when its audio has reached their time.
 * Late frames are skipped, so the lips never lag behind the voice.
 */
export class FramePlayer {
  private waiting: MediaPacket[] = [];
  private canvas: HTMLCanvasElement | null = null;
  private animation: number | null = null;
  private newestDrawn = -1;
  private decoding = false;
  readonly counts: FrameCounts = { drawn: 0, dropped: 0 };

  /**
   * @param heardMs milliseconds of a generation's audio that have sounded; null before it starts
   * @param onFirstFrame called once, when there is a face to see
   */
  constructor(
    private readonly heardMs: (generation: number) => number | null,
    private readonly onFirstFrame: () => void,
  ) {}

  attach(canvas: HTMLCanvasElement | null): void {
    this.canvas = canvas;
  }

  push(packet: MediaPacket): void {
    const isIdle = packet.mediaTimeMs < 0;
    if (isIdle && this.waiting.some((each) => each.mediaTimeMs >= 0)) return this.drop();
    // An older generation's frames are stale once a newer one has spoken.
    if (!isIdle) this.waiting = this.waiting.filter((each) => each.generation >= packet.generation);
    if (this.waiting.length >= capacity) return this.drop();
    // The payload is a view of the socket's message, which nothing else keeps.
    this.waiting.push(packet);
    this.animation ??= requestAnimationFrame(() => this.tick());
  }

  /** Forgets what waits: the speech it belonged to was cut. */
  clear(): void {
    this.waiting = [];
  }

  /** A new connection counts its packets from the start. */
  reset(): void {
    this.clear();
    this.newestDrawn = -1;
  }

  private tick(): void {
    this.animation = null;
    if (!this.decoding) {
      const due = this.takeDue();
      if (due !== undefined) void this.draw(due);
    }
    if (this.waiting.length > 0) this.animation = requestAnimationFrame(() => this.tick());
  }

  /** The newest frame whose time has come; those before it are skipped. */
  private takeDue(): MediaPacket | undefined {
    const index = this.waiting.findLastIndex((packet) => this.isDue(packet));
    if (index === -1) return undefined;
    for (let skipped = 0; skipped < index; skipped += 1) this.drop();
    return this.waiting.splice(0, index + 1).at(-1);
  }

  private isDue(packet: MediaPacket): boolean {
    if (packet.mediaTimeMs < 0) return true;
    const heardMs = this.heardMs(packet.generation);
    return heardMs !== null && packet.mediaTimeMs <= heardMs;
  }

  private async draw(packet: MediaPacket): Promise<void> {
    this.decoding = true;
    try {
      const bitmap = await createImageBitmap(new Blob([packet.payload.slice()], { type: 'image/jpeg' }));
      this.paint(bitmap, packet.sequence);
      bitmap.close();
    } catch {
      this.drop();
    } finally {
      this.decoding = false;
    }
  }

  private paint(bitmap: ImageBitmap, sequence: number): void {
    const { canvas } = this;
    if (canvas === null || sequence <= this.newestDrawn) return this.drop();
    this.newestDrawn = sequence;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    this.counts.drawn += 1;
    canvas.dataset['framesDrawn'] = String(this.counts.drawn);
    if (this.counts.drawn === 1) this.onFirstFrame();
  }

  private drop(): void {
    this.counts.dropped += 1;
    if (this.canvas !== null) this.canvas.dataset['framesDropped'] = String(this.counts.dropped);
  }
}
