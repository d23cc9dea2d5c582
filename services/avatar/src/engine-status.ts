import type { EngineStatus } from '@parley/contracts';
import type { AvatarEngine } from './engines/avatar-engine.js';

/** The engine as `/status` shows it. */
export function engineStatus(engine: AvatarEngine): EngineStatus {
  const { state, pid: _pid, loadMs, memoryMb, ...status } = engine.status();
  return {
    id: engine.id,
    ...status,
    ready: state === 'ready',
    capabilities: { live: engine.capabilities.live, drivenByVideo: engine.capabilities.drivenByVideo },
    ...(loadMs !== undefined && { loadMs }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(status.embedded && {
      betterEngine: {
        id: 'liveportrait',
        howToGetIt: 'npm run models -- pull liveportrait, then start the avatar again',
      },
    }),
  };
}
