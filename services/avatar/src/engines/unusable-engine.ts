import type { ParleyError } from '@parley/contracts';
import type {
  AvatarCapabilities,
  AvatarEngine,
  AvatarEngineStatus,
  LivePreparation,
} from './avatar-engine.js';

/** An engine that was asked for and cannot be had: it says why, to whoever looks at it. */
export class UnusableEngine implements AvatarEngine {
  readonly id = 'liveportrait';
  readonly capabilities: AvatarCapabilities = {
    live: false,
    mostLiveSessions: 0,
    largestStillSide: 0,
    drivenByVideo: false,
  };

  constructor(private readonly error: ParleyError) {}

  load(): Promise<void> {
    return Promise.reject(this.error);
  }

  inspect(): Promise<never> {
    return Promise.reject(this.error);
  }

  prepareLive(): LivePreparation {
    return { quality: 'mesh', progress: undefined, problem: this.error.message };
  }

  renderStill(): Promise<never> {
    return Promise.reject(this.error);
  }

  renderFrame(): Promise<never> {
    return Promise.reject(this.error);
  }

  renderClip(): never {
    throw this.error;
  }

  driveClip(): never {
    throw this.error;
  }

  forget(): Promise<void> {
    return Promise.resolve();
  }

  status(): AvatarEngineStatus {
    return {
      state: 'stopped',
      pid: undefined,
      restarts: 0,
      loadMs: undefined,
      memoryMb: undefined,
      description: `LivePortrait, which cannot be used: ${this.error.message}`,
      embedded: false,
      device: 'none',
    };
  }

  unload(): Promise<void> {
    return Promise.resolve();
  }
}
