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
  /** Of the metrics' labels: as of the last status, so that frames of the two seconds around a change may be miscounted. */
  #quality: FrameQuality = 'mesh';
  /** The portrait of the last frame for which there was none. */
  #missing: string | undefined;
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

  /**
   * After `not_found`: what to show next. What the viewer has chosen meanwhile, or is about to have, comes before
   * Parley's own portrait; where that is missing too there is nothing.
   */
  replaceMissingPortrait(): 'chosen' | 'own' | 'none' {
    const { portrait } = this.#session;
    if (this.#missing !== portrait || this.#wantedPortrait !== portrait) return 'chosen';
    if (portrait === defaultPortraitId) return 'none';
    this.#show(defaultPortraitId);
    return 'own';
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
    try {
      await this.context.portraits.require(id);
    } catch (error) {
      if (this.#wantedPortrait === id) this.#wantedPortrait = this.#session.portrait;
      throw error;
    }
    // A later wish may have been looked up faster.
    if (this.#wantedPortrait === id) this.#show(id);
  }

  #show(portrait: string): void {
    this.#wantedPortrait = portrait;
    this.#session.setPortrait(portrait);
    this.#quality = this.context.preparations.of(portrait).quality;
  }

  async #draw(...[request, signal]: Parameters<AvatarContext['engine']['renderFrame']>): Promise<Uint8Array> {
    const startedAt = performance.now();
    const frame = await this.#orMissing(request.portrait, this.context.engine.renderFrame(request, signal));
    this.context.events.frameDrawn(this.#quality, performance.now() - startedAt);
    return frame;
  }

  async #orMissing<T>(portrait: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'not_found') this.#missing = portrait;
      throw error;
    }
  }
}

function timingOf({ hint, holdMs }: { hint: boolean; holdMs?: number | undefined }): ExpressionTiming {
  return { hint, ...(holdMs !== undefined && { holdMs }) };
}
