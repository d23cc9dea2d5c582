import type { ParleyError } from '@parley/contracts';

export type EngineProcessState = 'stopped' | 'starting' | 'ready' | 'restarting';

export interface EngineProcessStatus {
  state: EngineProcessState;
  pid: number | undefined;
  restarts: number;
  loadMs: number | undefined;
  memoryMb: number | undefined;
}

/** What a supervisor's log wants to know. */
export type EngineProcessEvent =
  | { type: 'engine-ready'; engine: string; loadMs: number; pid: number | undefined }
  | { type: 'engine-exit'; engine: string; code: number | null; signal: string | null; restartInMs: number }
  | { type: 'engine-load-failed'; engine: string; error: ParleyError }
  | { type: 'engine-killed'; engine: string; reason: string }
  | { type: 'engine-device-fallback'; engine: string; reason: string };

export interface EngineProcessOptions<Load> {
  name: string;
  /** The child's main file, as `new URL('./x-process.ts', import.meta.url)`. */
  entry: URL;
  /** Given to the child's load function; structured-clone types. */
  load: Load;
  startTimeoutMs?: number;
  /** Longest that one call may take before the process counts as hung and is killed. */
  callTimeoutMs?: number;
  /** How long the process may neither answer nor use any CPU time before it counts as hung and is killed. */
  hangAfterMs?: number;
  /** How long a cancelled call may go on before its process is killed. */
  cancelGraceMs?: number;
  /** Calls accepted at once; one more is refused with `at_capacity`. */
  maxPendingCalls?: number;
  onEvent?: (event: EngineProcessEvent) => void;
}
