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
} from './mesh-warp-protocol.js';

/** A prepared portrait takes up to 34 MB (2048 x 2048), most a tenth of that. */
const preparedCacheBytes = 256 * 2 ** 20;
/** A bank takes some 12 MB. */
const bankCacheBytes = 192 * 2 ** 20;

export interface MeshWarpOptions {
  portraits: PortraitSource;
  onEvent?: (event: EngineProcessEvent) => void;
}

/**
 * The embedded avatar: a mesh over the portrait, bent by the motion. Needs no weights and no GPU; decoding, detection,
 * warping and encoding happen in a process of its own.
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
  readonly #process: EngineProcess<MeshWarpLoad, MeshWarpProtocol>;
  readonly #portraits: PortraitSource;

  constructor(options: MeshWarpOptions) {
    this.#portraits = options.portraits;
    this.#process = new EngineProcess({
      name: 'mesh-warp',
      entry: new URL('./mesh-warp-process.ts', import.meta.url),
      load: { preparedCacheBytes, bankCacheBytes },
      startTimeoutMs: 60_000,
      callTimeoutMs: 30_000,
      maxPendingCalls: 64,
      ...(options.onEvent ? { onEvent: options.onEvent } : {}),
    });
  }

  load(signal?: AbortSignal): Promise<void> {
    return this.#process.start(signal);
  }

  inspect(id: string, picture: PortraitPicture, signal?: AbortSignal): Promise<SeenPortrait> {
    return this.#process.call('addPortrait', { id, picture }, signal);
  }

  prepareLive(): LivePreparation {
    return { quality: 'mesh', progress: undefined };
  }

  renderStill(request: StillRequest, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#withPortrait(request.portrait, signal, () =>
      this.#process.call('renderStill', request, signal),
    );
  }

  async renderFrame(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array> {
    const { bytes } = await this.renderLayer({ ...request, layer: 'mesh' }, signal);
    return bytes;
  }

  /** A live frame by the mesh or from the bank. @throws ParleyError `not_found`, parameter `bank`, where there is none */
  renderLayer(request: LayerFrameRequest, signal?: AbortSignal): Promise<LayerFrame> {
    return this.#withPortrait(request.portrait, signal, () =>
      this.#process.call('renderFrame', request, signal),
    );
  }

  /** Bytes RGB of a live frame, to be mixed with another. */
  renderLayerRgb(
    request: { portrait: string; motion: FaceMotion; layer: FrameLayer },
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return this.#withPortrait(request.portrait, signal, () =>
      this.#process.call('renderRgb', request, signal),
    );
  }

  /** What a portrait's live frames show, and where its face is in them. */
  livePlace(portrait: string, signal?: AbortSignal): Promise<LivePlace> {
    return this.#withPortrait(portrait, signal, () => this.#process.call('livePlace', { portrait }, signal));
  }

  /** From now on live frames of this portrait can be drawn from its bank. @throws ParleyError `unreadable_bank` */
  addBank(portrait: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#process.call('addBank', { id: portrait, bytes }, signal);
  }

  async *renderClip(
    request: ClipRequest,
    motions: AsyncIterable<FaceMotion> | Iterable<FaceMotion>,
    signal?: AbortSignal,
  ): AsyncGenerator<RgbPicture> {
    for await (const motion of motions) {
      yield await this.#withPortrait(request.portrait, signal, () =>
        this.#process.call('renderPicture', { ...request, motion }, signal),
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
    if (this.#process.status().state === 'ready')
      await this.#process.call('forgetPortrait', { id: portrait });
  }

  status(): AvatarEngineStatus {
    return {
      ...this.#process.status(),
      description: 'a mesh warp of one photo: 25 frames a second on one core, no weights needed',
      embedded: true,
      device: 'cpu',
    };
  }

  unload(): Promise<void> {
    return this.#process.stop();
  }

  /** The process forgets portraits when it is restarted or its memory is full; their pictures are given again. */
  async #withPortrait<T>(id: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const forgotten =
        error instanceof ParleyError && error.code === 'not_found' && error.param === 'portrait';
      const picture = forgotten && id !== defaultPortraitId ? await this.#portraits.read(id) : undefined;
      if (!picture) throw error;
      await this.#process.call('addPortrait', { id, picture }, signal);
      return work();
    }
  }
}
