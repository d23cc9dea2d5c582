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
    if (packet.mediaTimeMs < 0 && this.isSpeaking()) return this.drop();
    if (this.waiting.length >= capacity) {
      this.waiting.shift();
      this.drop();
    }
    // The payload is a view of the socket's message, which nothing else keeps.
    this.waiting.push(packet);
    this.animation ??= requestAnimationFrame(() => this.tick());
  }

  /** Forgets what waits: the speech it belonged to was cut, or has ended. */
  clear(): void {
    this.waiting = [];
  }

  /** A face that speaks is not put to rest by an idle frame that overtook its speech. */
  private isSpeaking(): boolean {
    return this.waiting.some(
      ({ mediaTimeMs, generation }) => mediaTimeMs >= 0 && this.heardMs(generation) !== null,
    );
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
    const due: MediaPacket[] = [];
    const early: MediaPacket[] = [];
    for (const packet of this.waiting) (this.isDue(packet) ? due : early).push(packet);
    this.waiting = early;
    for (let skipped = 1; skipped < due.length; skipped += 1) this.drop();
    return due.at(-1);
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
      this.paint(bitmap);
      bitmap.close();
    } catch {
      this.drop();
    } finally {
      this.decoding = false;
    }
  }

  private paint(bitmap: ImageBitmap): void {
    const { canvas } = this;
    if (canvas === null) return this.drop();
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
