import { type AvatarClientMessage, type AvatarServerMessage, ParleyError } from '@parley/contracts';
import type { WebSocket } from 'ws';
import type { AvatarContext } from '../context.js';
import { type FrameQuality, defaultPortraitId } from '../engines/avatar-engine.js';
import { LiveSession } from '../engines/live-session.js';
import type { ExpressionTiming } from '../engines/motion/living-face.js';
import type { DropReason } from '../events.js';
import { sendMediaPacket } from './send-frame.js';

/** Unsent bytes at which a frame is dropped rather than queued: about ten frames of JPEG, two of I420. */
const maxBacklogBytes = { jpeg: 256 * 1_024, i420: 768 * 1_024 };

type Start = Extract<AvatarClientMessage, { type: 'start' }>;
type LiveStatus = Extract<AvatarServerMessage, { type: 'status' }>;

/** One viewer's face on one socket: what the viewer asks for, the frames, and how they fare. */
export class LiveFace {
  readonly #session: LiveSession;
  readonly #format: Start['format'];
  #wantedPortrait: string;
  #sequence = 0;
  #quality: FrameQuality = 'mesh';
  readonly #dropped: Record<DropReason, number> = { late: 0, failed: 0, unread: 0 };

  constructor(
    private readonly context: AvatarContext,
    private readonly socket: WebSocket,
    { portrait, format, quality }: Start,
  ) {
    this.#format = format;
    this.#wantedPortrait = portrait;
    this.#session = new LiveSession({
      engine: { renderFrame: (request, signal) => this.#draw(request, signal) },
      portrait,
      format,
      quality,
      mark: context.config.visibleMark,
    });
  }

  get portrait(): string {
    return this.#session.portrait;
  }

  /** @throws ParleyError `not_found` for an unknown portrait, `invalid_request`. */
  async obey(message: AvatarClientMessage): Promise<void> {
    switch (message.type) {
      case 'speech':
        return this.#session.speak(message);
      case 'speech-stop':
        return this.#session.stopSpeaking();
      case 'listening':
        return this.#session.setListening(message.listening);
      case 'expression':
        return this.#session.setExpression(message.expression, message.intensity, timingOf(message));
      case 'portrait':
        return this.#changePortrait(message.portrait);
      case 'start':
        throw new ParleyError('invalid_request', 'This stream has started already.');
    }
  }

  /** Sends frames until `signal` aborts. @throws ParleyError as `LiveSession.frames`. */
  async show(signal: AbortSignal): Promise<void> {
    const { events } = this.context;
    for await (const { bytes, generation, mediaTimeMs } of this.#session.frames(signal)) {
      if (this.socket.readyState !== this.socket.OPEN) return;
      if (this.socket.bufferedAmount > maxBacklogBytes[this.#format]) {
        this.#drop('unread', 1);
        continue;
      }
      const sequence = this.#sequence++;
      sendMediaPacket(this.socket, { kind: this.#format, generation, sequence, mediaTimeMs, payload: bytes });
      events.frameSent(this.#quality);
    }
  }

  /** Answers whether there is any other portrait to go on with. */
  goOnWithOwnPortrait(): boolean {
    if (this.#session.portrait === defaultPortraitId) return false;
    this.#wantedPortrait = defaultPortraitId;
    this.#session.setPortrait(defaultPortraitId);
    return true;
  }

  /** How things stand; what was dropped since the last time goes to the metrics. */
  status(): LiveStatus {
    const { renderedFrames, lateFrames, failedFrames } = this.#session.counts;
    this.#drop('late', lateFrames - this.#dropped.late);
    this.#drop('failed', failedFrames - this.#dropped.failed);
    const { quality, progress, problem } = this.context.preparations.of(this.#session.portrait);
    this.#quality = quality;
    const { late, failed, unread } = this.#dropped;
    return {
      type: 'status',
      renderedFrames,
      droppedFrames: late + failed + unread,
      dropped: { late, failed, unread },
      frameQuality: quality,
      ...(progress !== undefined && { preparation: progress }),
      ...(problem !== undefined && { problem }),
      unsentBytes: this.socket.bufferedAmount,
    };
  }

  #drop(reason: DropReason, count: number): void {
    this.#dropped[reason] += count;
    if (count > 0) this.context.events.framesDropped(reason, count);
  }

  async #changePortrait(id: string): Promise<void> {
    this.#wantedPortrait = id;
    await this.context.portraits.require(id);
    // A later wish may have been looked up faster.
    if (this.#wantedPortrait === id) this.#session.setPortrait(id);
  }

  async #draw(...[request, signal]: Parameters<AvatarContext['engine']['renderFrame']>): Promise<Uint8Array> {
    const startedAt = performance.now();
    const frame = await this.context.engine.renderFrame(request, signal);
    this.context.events.frameDrawn(this.#quality, performance.now() - startedAt);
    return frame;
  }
}

function timingOf({ hint, holdMs }: { hint: boolean; holdMs?: number | undefined }): ExpressionTiming {
  return { hint, ...(holdMs !== undefined && { holdMs }) };
}
