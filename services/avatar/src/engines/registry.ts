import type { EngineProcessEvent } from '@parley/inference';
import type { AvatarEngine, PortraitSource } from './avatar-engine.js';
import { MeshWarpEngine } from './mesh-warp/mesh-warp-engine.js';

export const avatarEngineIds = ['mesh-warp'] as const;
export type AvatarEngineId = (typeof avatarEngineIds)[number];

export interface AvatarEngineOptions {
  portraits: PortraitSource;
  onEvent?: (event: EngineProcessEvent) => void;
}

/** The only place that knows every avatar engine by name. */
export function createAvatarEngine(id: AvatarEngineId, options: AvatarEngineOptions): AvatarEngine {
  switch (id) {
    case 'mesh-warp':
      return new MeshWarpEngine(options);
  }
}
