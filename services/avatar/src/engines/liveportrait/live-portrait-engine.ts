import { ParleyError, framesPerSecond } from '@parley/contracts';
import { EngineProcess } from '@parley/inference';
import type { EngineProcessEvent } from '@parley/inference';
import { LRUCache } from 'lru-cache';
import { defaultPortraitId } from '../avatar-engine.js';
import type {
  AvatarCapabilities,
  AvatarEngine,
  AvatarEngineStatus,
  ClipRequest,
  EncodedImage,
  FrameQuality,
  FrameRequest,
  LivePreparation,
  PortraitPicture,
  PortraitSource,
  SeenPortrait,
  StillRequest,
} from '../avatar-engine.js';
import { bankPlanVersion } from '../bank/bank-plan.js';
import { MeshWarpEngine } from '../mesh-warp/mesh-warp-engine.js';
import type { FrameLayer, LayerFrame, LivePlace } from '../mesh-warp/mesh-warp-protocol.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type { BankEvent } from './bank-keeper.js';
import { drawBank } from './bank-drawing.js';
import { BankKeeper } from './bank-keeper.js';
import { readDriving } from './driven-clip.js';
import { KeptFiles } from './kept-files.js';
import { LiveFrames } from './live-frames.js';
import type {
  LivePortraitFacts,
  LivePortraitLoad,
  LivePortraitProtocol,
  PreparedPortrait,
} from './live-portrait-protocol.js';
import { longestSourceSide } from './source-face.js';
import { WorkTurns } from './work-turns.js';
import type { Urgency } from './work-turns.js';

/** Half a gigabyte comes from slow disks, and the first frame on a slow CPU takes a while. */
const startTimeoutMs = 300_000;
/** One face on a slow CPU: nothing ends it but killing the process. */
const callTimeoutMs = 180_000;
const cancelGraceMs = 120_000;
/** Portraits of which it is known what live frames show. */
const mostPlaces = 1_024;
/** Faces drawn at once: a GPU draws one while the last is encoded. */
const placesOf = { cpu: 1, cuda: 2 } as const;

export interface LivePortraitOptions extends LivePortraitLoad {
  /** The model's name. */
  name: string;
  portraits: PortraitSource;
  /** The best way to draw live frames that the operator allows. */
  bestQuality: FrameQuality;
  /** Time between two live frames of a session, which decides what is affordable; 40 ms where absent. */
  frameMs?: number;
  /** Where banks are kept, and how much of them. */
  banks: { folder: string; mostBytes: number };
  onEvent: (event: EngineProcessEvent) => void;
  onBank: (event: BankEvent) => void;
  /** Called with what an operator should know. */
  onNote: (note: string) => void;
}

/**
 * LivePortrait: a photo that moves as people do. Stills, clips and banks are drawn in a process of their own; live frames
 * come from there where it is quick enough, from a bank where there is one, and from the bent picture until then.
 */
export class LivePortraitEngine implements AvatarEngine {
  readonly id = 'liveportrait';
  readonly capabilities: AvatarCapabilities = {
    live: true,
    mostLiveSessions: 4,
    largestStillSide: longestSourceSide,
    drivenByVideo: true,
  };
  readonly #options: LivePortraitOptions;
  readonly #process: EngineProcess<LivePortraitLoad, LivePortraitProtocol>;
  /** Draws live frames where the network is too slow. */
  readonly #live: MeshWarpEngine;
  readonly #frames: LiveFrames;
  readonly #banks: BankKeeper;
  readonly #places = new LRUCache<string, LivePlace>({ max: mostPlaces });
  #turns = new WorkTurns();
  #facts: LivePortraitFacts | undefined;

  constructor(options: LivePortraitOptions) {
    this.#options = options;
    const { portraits, banks, onBank, onNote } = options;
    this.#live = new MeshWarpEngine({ portraits, onEvent: (event) => this.#onLiveEvent(event) });
    this.#process = new EngineProcess({
      name: this.id,
      entry: new URL('./live-portrait-process.ts', import.meta.url),
      load: loadOf(options),
      startTimeoutMs,
      callTimeoutMs,
      cancelGraceMs,
      onEvent: (event) => this.#onProcessEvent(event),
    });
    const onProblem = (problem: string): void => onNote(`A bank could not be kept: ${problem}`);
    this.#banks = new BankKeeper({
      fileName: (portrait) => `${portrait}-${this.#facts?.fingerprint ?? 'unknown'}-bank${bankPlanVersion}`,
      files: new KeptFiles(banks.folder, { mostBytes: banks.mostBytes, onProblem }),
      draw: (portrait, onProgress, signal) => this.#drawBank(portrait, onProgress, signal),
      deliver: (portrait, bank) => this.#live.addBank(portrait, bank),
      isUp: (who) => (who === 'network' ? this.#isReady() : this.#live.status().state === 'ready'),
      onEvent: onBank,
    });
    this.#frames = new LiveFrames(options.frameMs ?? 1000 / framesPerSecond, {
      layer: (request, layer, fade, signal) => this.#live.renderLayer({ ...request, layer, fade }, signal),
      direct: (request, other, signal) => this.#renderDirect(request, other, signal),
      has: (portrait, quality) => this.#allows(quality) && this.#hasLive(portrait, quality),
      bankLost: (portrait) => this.#banks.lost(portrait),
    });
  }

  async load(signal?: AbortSignal): Promise<void> {
    await Promise.all([this.#live.load(signal), this.#process.start(signal)]);
    const facts = await this.#process.call('describe', undefined, signal);
    this.#facts = facts;
    this.#turns = new WorkTurns(placesOf[facts.device]);
    this.#frames.ladder.measured('direct', facts.frameMs);
    for (const note of facts.notes) this.#options.onNote(note);
    this.#banks.resume();
  }

  async inspect(id: string, picture: PortraitPicture, signal?: AbortSignal): Promise<SeenPortrait> {
    const seen = await this.#turns.take('still', () => this.#prepare(id, picture, signal), signal);
    // What LivePortrait's eyes found, the mesh need not search.
    await this.#live.inspect(id, { ...picture, face: picture.face ?? seen.face }, signal);
    const { width, height, faces } = seen;
    return { width, height, faces };
  }

  prepareLive(portrait: string): LivePreparation {
    if (this.#allows('bank')) this.#banks.request(portrait);
    const state = this.#banks.state(portrait);
    const quality = this.#frames.quality(portrait);
    switch (state?.type) {
      case 'waiting':
        return { quality, progress: 0 };
      case 'drawing':
        return { quality, progress: state.progress };
      case 'failed':
        return { quality, progress: undefined, problem: state.problem };
      default:
        return { quality, progress: undefined };
    }
  }

  renderStill(request: StillRequest, signal?: AbortSignal): Promise<EncodedImage> {
    return this.#inTurn('still', 'renderStill', request, signal);
  }

  renderFrame(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#frames.render(request, signal);
  }

  async *renderClip(
    request: ClipRequest,
    motions: AsyncIterable<FaceMotion> | Iterable<FaceMotion>,
    signal?: AbortSignal,
  ): AsyncGenerator<RgbPicture> {
    for await (const motion of motions) {
      yield await this.#inTurn('clip', 'renderPicture', { ...request, motion }, signal);
    }
  }

  async *driveClip(
    request: ClipRequest,
    driving: AsyncIterable<RgbPicture>,
    signal?: AbortSignal,
  ): AsyncGenerator<RgbPicture> {
    const call = this.#process.call.bind(this.#process);
    const faces = await readDriving(driving, {
      find: (picture) => this.#turns.take('clip', () => call('findDriving', picture, signal), signal),
      read: (picture, bounds) =>
        this.#turns.take('clip', () => call('readDriving', { picture, bounds }, signal), signal),
    });
    const [first] = faces;
    for (const face of faces) {
      if (first)
        yield await this.#inTurn('clip', 'renderDriven', { ...request, driving: face, first }, signal);
    }
  }

  async forget(portrait: string): Promise<void> {
    this.#frames.forget(portrait);
    this.#places.delete(portrait);
    // First, or a bank on its way would be delivered to those who have forgotten the portrait.
    await this.#banks.forget(portrait);
    const steps = [
      this.#live.forget(portrait),
      this.#isReady() ? this.#process.call('forget', { id: portrait }) : undefined,
    ];
    const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
    // Features that were being written meanwhile are on disk by now.
    await this.#banks.forget(portrait);
    if (failed?.status === 'rejected') throw failed.reason;
  }

  status(): AvatarEngineStatus {
    const { name } = this.#options;
    const { memoryMb, ...status } = this.#process.status();
    const { state: liveState, memoryMb: liveMb } = this.#live.status();
    return {
      ...status,
      // Without whoever draws live frames nobody sees a face.
      state: liveState === 'ready' ? status.state : liveState,
      memoryMb: memoryMb === undefined || liveMb === undefined ? memoryMb : memoryMb + liveMb,
      description: 'LivePortrait (ONNX): a photo that moves as people do',
      embedded: false,
      device: this.#facts?.device ?? 'none',
      ...(this.#facts?.deviceFallback !== undefined && { deviceFallback: this.#facts.deviceFallback }),
      model: name,
    };
  }

  async unload(): Promise<void> {
    this.#banks.stop();
    await Promise.all([this.#live.unload(), this.#process.stop()]);
  }

  #onProcessEvent(event: EngineProcessEvent): void {
    this.#options.onEvent(event);
    if (event.type !== 'engine-ready' || !this.#facts) return;
    this.#banks.resume();
    // After a restart the GPU may be gone, or back.
    this.#process.call('describe', undefined).then(
      (facts) => (this.#facts = facts),
      () => undefined,
    );
  }

  #onLiveEvent(event: EngineProcessEvent): void {
    this.#options.onEvent(event);
    if (event.type === 'engine-ready') this.#banks.resume();
  }

  #allows(quality: 'direct' | 'bank'): boolean {
    const { bestQuality } = this.#options;
    return bestQuality === 'direct' || bestQuality === quality;
  }

  #hasLive(portrait: string, quality: 'direct' | 'bank'): boolean {
    return quality === 'direct' ? this.#isReady() : this.#banks.state(portrait)?.type === 'ready';
  }

  #isReady(): boolean {
    return this.#facts !== undefined && this.#process.status().state === 'ready';
  }

  async #renderDirect(
    { portrait, motion, format, quality, mark }: FrameRequest,
    other: { layer: FrameLayer; weight: number } | undefined,
    signal: AbortSignal | undefined,
  ): Promise<LayerFrame> {
    const { square } = await this.#place(portrait, signal);
    const rgb = other && (await this.#live.renderLayerRgb({ portrait, motion, layer: other.layer }, signal));
    const request = {
      portrait,
      motion,
      square,
      format,
      quality,
      ...(mark && { mark }),
      ...(rgb && other && { other: { rgb, weight: other.weight } }),
    };
    return this.#inTurn('frame', 'renderFrame', request, signal);
  }

  async #drawBank(
    portrait: string,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { square, frame } = await this.#place(portrait, signal);
    const draw = (motion: FaceMotion) =>
      this.#inTurn('bank', 'renderSquare', { portrait, motion, square }, signal);
    return drawBank(frame, draw, onProgress, this.#options.onEvent, signal);
  }

  /** Asked for once: a frame has no time for it. */
  async #place(portrait: string, signal: AbortSignal | undefined): Promise<LivePlace> {
    const known = this.#places.get(portrait);
    if (known) return known;
    const place = await this.#live.livePlace(portrait, signal);
    this.#places.set(portrait, place);
    return place;
  }

  async #prepare(
    id: string,
    picture: PortraitPicture,
    signal: AbortSignal | undefined,
  ): Promise<PreparedPortrait> {
    const prepared = await this.#process.call('prepare', { id, picture }, signal);
    for (const problem of prepared.problems) this.#options.onNote(`Features could not be kept: ${problem}`);
    return prepared;
  }

  /** One call about a portrait, when its turn has come. The process is given a portrait that it does not have. */
  #inTurn<M extends 'renderStill' | 'renderPicture' | 'renderFrame' | 'renderDriven' | 'renderSquare'>(
    urgency: Urgency,
    method: M,
    input: LivePortraitProtocol[M]['input'],
    signal: AbortSignal | undefined,
  ): Promise<LivePortraitProtocol[M]['output']> {
    const call = (): Promise<LivePortraitProtocol[M]['output']> => this.#process.call(method, input, signal);
    return this.#turns.take(
      urgency,
      async () => {
        try {
          return await call();
        } catch (error) {
          const id = input.portrait;
          const forgotten =
            error instanceof ParleyError && error.code === 'not_found' && id !== defaultPortraitId;
          const picture = forgotten ? await this.#options.portraits.read(id) : undefined;
          if (!picture) throw error;
          await this.#prepare(id, picture, signal);
          return call();
        }
      },
      signal,
    );
  }
}

/** What the process is told, without what stays here. */
function loadOf(options: LivePortraitOptions): LivePortraitLoad {
  const { directory, finder, device, threads, dtype, cacheDirectory, features, preparedBytes } = options;
  return {
    directory,
    finder,
    device,
    threads,
    cacheDirectory,
    features,
    preparedBytes,
    ...(dtype && { dtype }),
  };
}
