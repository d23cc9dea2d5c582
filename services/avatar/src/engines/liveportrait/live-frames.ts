import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import type { FrameQuality, FrameRequest } from '../avatar-engine.js';
import type { FrameLayer, LayerFrame } from '../mesh-warp/mesh-warp-protocol.js';
import { LiveDemand } from '../live-quality/live-demand.js';
import type { FrameMix } from '../live-quality/quality-fade.js';
import { QualityFade } from '../live-quality/quality-fade.js';
import { QualityLadder } from '../live-quality/quality-ladder.js';

/** Portraits whose fades are remembered. */
const mostFades = 256;

export interface LiveFrameSources {
  /** A frame from what was drawn beforehand, or from the bent picture; `from` gives way to it by `weight`. */
  layer: (
    request: FrameRequest,
    layer: FrameLayer,
    fade: { from: FrameLayer; weight: number } | undefined,
    signal: AbortSignal | undefined,
  ) => Promise<LayerFrame>;
  /** A frame that the network draws now, mixed with a layer's while one gives way to the other. */
  direct: (
    request: FrameRequest,
    other: { layer: FrameLayer; weight: number } | undefined,
    signal: AbortSignal | undefined,
  ) => Promise<LayerFrame>;
  /** What a portrait has besides the mesh, as far as its operator allows. */
  has: (portrait: string, quality: 'direct' | 'bank') => boolean;
  /** The bank that `has` spoke of is gone. */
  bankLost: (portrait: string) => void;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
}

/** Live frames of one engine: each drawn in the best way that its sessions can have, changes of which are faded. */
export class LiveFrames {
  readonly ladder: QualityLadder;
  readonly #sources: LiveFrameSources;
  readonly #now: () => number;
  readonly #demand = new LiveDemand();
  readonly #fades = new LRUCache<string, QualityFade>({ max: mostFades });

  /** @param frameMs time between two frames of a session */
  constructor(frameMs: number, sources: LiveFrameSources) {
    this.ladder = new QualityLadder(frameMs);
    this.#sources = sources;
    this.#now = sources.now ?? (() => performance.now());
  }

  /** How frames of this portrait are drawn now. */
  quality(portrait: string): FrameQuality {
    const nowMs = this.#now();
    return this.ladder.choose(this.#possible(portrait), this.#demand.sessions(nowMs), nowMs);
  }

  async render(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array> {
    const { portrait, session } = request;
    const nowMs = this.#now();
    if (session !== undefined) this.#demand.frame(session, nowMs);
    const mix = this.#fadeOf(portrait).mix(this.quality(portrait), nowMs);
    try {
      return await this.#draw(request, mix, signal);
    } catch (error) {
      if (!isPassing(error) || (mix.type === 'one' && mix.quality === 'mesh')) throw error;
      // A bank that was forgotten, a network that died: the person sees the mesh for a while, and never a gap.
      if (involves(mix, 'bank')) this.#sources.bankLost(portrait);
      this.#fadeOf(portrait).cutTo('mesh');
      return this.#draw(request, { type: 'one', quality: 'mesh' }, signal);
    }
  }

  forget(portrait: string): void {
    this.#fades.delete(portrait);
  }

  async #draw(request: FrameRequest, mix: FrameMix, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const { layer, direct } = this.#sources;
    if (mix.type === 'one') {
      const { quality } = mix;
      const startedAtMs = this.#now();
      const frame =
        quality === 'direct'
          ? await direct(request, undefined, signal)
          : await layer(request, quality, undefined, signal);
      // What a frame waits for beyond other sessions' frames is a cost too: a bank under way, a clip.
      const shareMs = (this.#now() - startedAtMs) / Math.max(1, this.#demand.sessions(startedAtMs));
      this.ladder.measured(quality, quality === 'direct' ? Math.max(frame.drawMs, shareMs) : frame.drawMs);
      return frame.bytes;
    }
    const { from, to, weight } = mix;
    if (to === 'direct' && from !== 'direct') {
      return (await direct(request, { layer: from, weight: 1 - weight }, signal)).bytes;
    }
    if (from === 'direct' && to !== 'direct') {
      return (await direct(request, { layer: to, weight }, signal)).bytes;
    }
    if (from === 'direct' || to === 'direct') return (await direct(request, undefined, signal)).bytes;
    return (await layer(request, to, { from, weight }, signal)).bytes;
  }

  #possible(portrait: string): FrameQuality[] {
    const better = (['direct', 'bank'] as const).filter((quality) => this.#sources.has(portrait, quality));
    return [...better, 'mesh'];
  }

  #fadeOf(portrait: string): QualityFade {
    const known = this.#fades.get(portrait);
    if (known) return known;
    const fade = new QualityFade();
    this.#fades.set(portrait, fade);
    return fade;
  }
}

function involves(mix: FrameMix, quality: FrameQuality): boolean {
  return mix.type === 'one' ? mix.quality === quality : mix.from === quality || mix.to === quality;
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ParleyError && ['not_found', 'engine_failed', 'engine_not_ready'].includes(error.code)
  );
}
