import { ParleyError } from '@parley/contracts';
import { EngineProcess } from '@parley/inference';
import type { EngineProcessEvent } from '@parley/inference';
import { defaultPortraitId } from '../avatar-engine.js';
import type {
  AvatarCapabilities,
  AvatarEngine,
  AvatarEngineStatus,
  ClipRequest,
  EncodedImage,
  FrameRequest,
  LivePreparation,
  PortraitPicture,
  PortraitSource,
  SeenPortrait,
  StillRequest,
} from '../avatar-engine.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type {
  FrameLayer,
  LayerFrame,
  LayerFrameRequest,
  LivePlace,
  MeshWarpLoad,
  MeshWarpProtocol,
  StillDrawingLoad,
  StillDrawingProtocol,
} from './mesh-warp-protocol.js';

/** A portrait takes up to 34 MB for stills (2048 x 2048), most a tenth of that; 2 for live frames. */
const stillCacheBytes = 192 * 2 ** 20;
const liveCacheBytes = 64 * 2 ** 20;
/** A bank takes some 12 MB. */
const bankCacheBytes = 192 * 2 ** 20;

export interface MeshWarpOptions {
  portraits: PortraitSource;
  onEvent?: (event: EngineProcessEvent) => void;
}

/**
 * The embedded avatar: a mesh over the portrait, bent by the motion. Needs no weights and no GPU. Live frames are drawn and
 * encoded in a process of their own, in which nothing takes longer than a frame: finding an upload's face, building what
 * bends it and drawing its stills takes tenths of a second, and happens in another.
 *
 * Frames come back over Node's IPC in structured-clone form. Measured at 100 frames a second (four sessions): an I420 frame
 * of 393 KB costs this process 0.39 to 0.43 ms, against 0.27 to 0.29 over a Unix socket read into the frame itself; a JPEG
 * of 25 KB 0.21 against 0.18. Half the frames are here after 0.56 ms, against 0.40. A second channel with a life of its own is
 * not worth the hundredth of a core that it would save.
 */
export class MeshWarpEngine implements AvatarEngine {
  readonly id = 'mesh-warp';
  readonly capabilities: AvatarCapabilities = {
    live: true,
    mostLiveSessions: 4,
    largestStillSide: 2048,
    drivenByVideo: false,
  };
  readonly #live: EngineProcess<MeshWarpLoad, MeshWarpProtocol>;
  readonly #stills: EngineProcess<StillDrawingLoad, StillDrawingProtocol>;
  readonly #portraits: PortraitSource;

  constructor(options: MeshWarpOptions) {
    this.#portraits = options.portraits;
    const common = {
      startTimeoutMs: 60_000,
      callTimeoutMs: 30_000,
      maxPendingCalls: 64,
      ...(options.onEvent ? { onEvent: options.onEvent } : {}),
    };
    this.#live = new EngineProcess({
      name: 'mesh-warp',
      entry: new URL('./mesh-warp-process.ts', import.meta.url),
      load: { preparedCacheBytes: liveCacheBytes, bankCacheBytes },
      ...common,
    });
    this.#stills = new EngineProcess({
      name: 'mesh-warp-stills',
      entry: new URL('./still-drawing-process.ts', import.meta.url),
      load: { preparedCacheBytes: stillCacheBytes },
      ...common,
    });
  }

  async load(signal?: AbortSignal): Promise<void> {
    try {
      await Promise.all([this.#live.start(signal), this.#stills.start(signal)]);
    } catch (error) {
      await this.unload();
      throw error;
    }
  }

  async inspect(id: string, picture: PortraitPicture, signal?: AbortSignal): Promise<SeenPortrait> {
    const { seen, live } = await this.#stills.call('addPortrait', { id, picture }, signal);
    await this.#live.call('addPortrait', { id, live }, signal);
    return seen;
  }

  prepareLive(): LivePreparation {
    return { quality: 'mesh', progress: undefined };
  }

  renderStill(request: StillRequest, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#withPortrait(request.portrait, signal, () =>
      this.#stills.call('renderStill', request, signal),
    );
  }

  async renderFrame(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array> {
    const { bytes } = await this.renderLayer({ ...request, layer: 'mesh' }, signal);
    return bytes;
  }

  /** A live frame by the mesh or from the bank. @throws ParleyError `not_found`, parameter `bank`, where there is none */
  renderLayer(request: LayerFrameRequest, signal?: AbortSignal): Promise<LayerFrame> {
    return this.#withPortrait(request.portrait, signal, () =>
      this.#live.call('renderFrame', request, signal),
    );
  }

  /** Bytes RGB of a live frame, to be mixed with another. */
  renderLayerRgb(
    request: { portrait: string; motion: FaceMotion; layer: FrameLayer },
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return this.#withPortrait(request.portrait, signal, () => this.#live.call('renderRgb', request, signal));
  }

  /** What a portrait's live frames show, and where its face is in them. */
  livePlace(portrait: string, signal?: AbortSignal): Promise<LivePlace> {
    return this.#withPortrait(portrait, signal, () => this.#live.call('livePlace', { portrait }, signal));
  }

  /** From now on live frames of this portrait can be drawn from its bank. @throws ParleyError `unreadable_bank` */
  addBank(portrait: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#live.call('addBank', { id: portrait, bytes }, signal);
  }

  async *renderClip(
    request: ClipRequest,
    motions: AsyncIterable<FaceMotion> | Iterable<FaceMotion>,
    signal?: AbortSignal,
  ): AsyncGenerator<RgbPicture> {
    for await (const motion of motions) {
      yield await this.#withPortrait(request.portrait, signal, () =>
        this.#stills.call('renderPicture', { ...request, motion }, signal),
      );
    }
  }

  driveClip(): AsyncIterable<RgbPicture> {
    throw new ParleyError(
      'engine_cannot_be_driven',
      'The embedded mesh cannot follow the face in a video. Install LivePortrait, or send audio instead of video.',
      { param: 'driving' },
    );
  }

  async forget(portrait: string): Promise<void> {
    for (const process of [this.#live, this.#stills]) {
      if (process.status().state === 'ready') await process.call('forgetPortrait', { id: portrait });
    }
  }

  status(): AvatarEngineStatus {
    const [live, stills] = [this.#live.status(), this.#stills.status()];
    return {
      ...live,
      restarts: live.restarts + stills.restarts,
      loadMs: both(Math.max, live.loadMs, stills.loadMs),
      memoryMb: both((a, b) => a + b, live.memoryMb, stills.memoryMb),
      description: 'a mesh warp of one photo: 25 frames a second on one core, no weights needed',
      embedded: true,
      device: 'cpu',
    };
  }

  async unload(): Promise<void> {
    await Promise.all([this.#live.stop(), this.#stills.stop()]);
  }

  /** A process forgets portraits when it is restarted or its memory is full; their pictures are given again. */
  async #withPortrait<T>(id: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const forgotten =
        error instanceof ParleyError && error.code === 'not_found' && error.param === 'portrait';
      const picture = forgotten && id !== defaultPortraitId ? await this.#portraits.read(id) : undefined;
      if (!picture) throw error;
      await this.inspect(id, picture, signal);
      return work();
    }
  }
}

function both(
  join: (a: number, b: number) => number,
  live: number | undefined,
  stills: number | undefined,
): number | undefined {
  return live === undefined || stills === undefined ? undefined : join(live, stills);
}
