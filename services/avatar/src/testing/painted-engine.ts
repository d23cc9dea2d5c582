import { ParleyError } from '@parley/contracts';
import type {
  AvatarEngine,
  AvatarEngineStatus,
  ClipRequest,
  EncodedImage,
  LivePreparation,
  PortraitSource,
} from '../engines/avatar-engine.js';
import { defaultPortraitId } from '../engines/avatar-engine.js';
import type { FaceMotion } from '../engines/motion/face-motion.js';
import type { RgbPicture } from '../engines/picture/picture.js';

const width = 96;
const height = 64;

/**
 * An engine without pictures of faces: a clip's brightness is how far the jaw is open, and a driven clip shows its video
 * in small. What it was asked to draw can be looked at.
 */
export class PaintedEngine implements AvatarEngine {
  readonly id = 'painted';
  readonly capabilities = { live: true, mostLiveSessions: 9, largestStillSide: 96, drivenByVideo: true };
  readonly motions: FaceMotion[] = [];
  readonly clips: ClipRequest[] = [];
  readonly forgotten: string[] = [];
  /** Portraits of the live frames that were drawn. */
  readonly framePortraits: string[] = [];
  preparation: LivePreparation = { quality: 'mesh', progress: undefined };
  /** Waited for before each picture of a clip. */
  beforePicture: () => Promise<void> = async () => undefined;
  /** Waited for before each still. */
  beforeStill: () => Promise<void> = async () => undefined;
  /** Waited for before each live frame of a portrait. */
  beforeFrame: (portrait: string) => Promise<void> = async () => undefined;

  constructor(private readonly portraits: PortraitSource) {}

  async load(): Promise<void> {}
  async unload(): Promise<void> {}

  async inspect(): Promise<{ width: number; height: number; faces: number }> {
    return { width: 100, height: 80, faces: 1 };
  }

  prepareLive(): LivePreparation {
    return this.preparation;
  }

  async renderStill(): Promise<EncodedImage> {
    await this.beforeStill();
    return { bytes: new Uint8Array(9), contentType: 'image/jpeg' };
  }

  async renderFrame({ portrait, format }: Parameters<AvatarEngine['renderFrame']>[0]): Promise<Uint8Array> {
    await this.beforeFrame(portrait);
    if (portrait !== defaultPortraitId && !(await this.portraits.read(portrait)))
      throw new ParleyError('not_found', 'There is no such portrait.');
    this.framePortraits.push(portrait);
    return new Uint8Array(format === 'i420' ? 1.5 * 512 * 512 : 20_000);
  }

  async *renderClip(request: ClipRequest, motions: Iterable<FaceMotion>): AsyncGenerator<RgbPicture> {
    this.clips.push(request);
    for (const motion of motions) {
      this.motions.push(motion);
      await this.beforePicture();
      yield { rgb: new Uint8Array(3 * width * height).fill(255 * motion.jawOpen), width, height };
    }
  }

  async *driveClip(request: ClipRequest, driving: AsyncIterable<RgbPicture>): AsyncGenerator<RgbPicture> {
    this.clips.push(request);
    for await (const picture of driving) {
      const rgb = new Uint8Array(3 * width * height);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const from =
            Math.floor((row * picture.height) / height) * picture.width +
            Math.floor((column * picture.width) / width);
          rgb.set(picture.rgb.subarray(3 * from, 3 * from + 3), 3 * (row * width + column));
        }
      }
      yield { rgb, width, height };
    }
  }

  async forget(portrait: string): Promise<void> {
    this.forgotten.push(portrait);
  }

  status(): AvatarEngineStatus {
    return {
      state: 'ready',
      pid: undefined,
      restarts: 0,
      loadMs: 1,
      memoryMb: 1,
      description: 'paints',
      embedded: true,
      device: 'cpu',
    };
  }
}
