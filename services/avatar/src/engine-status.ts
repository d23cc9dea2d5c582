import type { EngineStatus } from '@parley/contracts';
import type { AvatarEngine } from './engines/avatar-engine.js';

/** The engine as `/status` shows it. */
export function engineStatus(engine: AvatarEngine): EngineStatus {
  const { state, restarts, loadMs, memoryMb } = engine.status();
  return {
    id: engine.id,
    description: 'a mesh warp of one photo: 25 frames a second on one core, no weights needed',
    embedded: true,
    device: 'cpu',
    ready: state === 'ready',
    capabilities: { live: engine.capabilities.live },
    restarts,
    ...(loadMs !== undefined && { loadMs }),
    ...(memoryMb !== undefined && { memoryMb }),
    betterEngine: {
      id: 'liveportrait',
      howToGetIt: 'photoreal faces: npm run models -- pull liveportrait',
    },
  };
}
