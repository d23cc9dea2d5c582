import type { TurnLatency } from '@parley/contracts';

export interface LatencyStage {
  id: 'transcript' | 'thought' | 'sound' | 'frame';
  label: string;
  /** Milliseconds after the end of the person's speech. */
  atMs: number;
  /** Milliseconds since the stage before it. */
  tookMs: number;
}

/** The stages of a turn that happened, in order of time; each lasts from the one before. */
export function latencyStages(latency: TurnLatency): LatencyStage[] {
  const marks = [
    { id: 'transcript', label: 'Transcript', atMs: latency.transcriptMs },
    { id: 'thought', label: 'First word thought', atMs: latency.firstWordMs },
    { id: 'sound', label: 'First sound', atMs: latency.firstAudioMs },
    { id: 'frame', label: 'First frame', atMs: latency.firstFrameMs },
  ] as const;
  let previousMs = 0;
  const stages: LatencyStage[] = [];
  for (const { id, label, atMs } of marks) {
    if (atMs === null) continue;
    stages.push({ id, label, atMs, tookMs: Math.max(0, atMs - previousMs) });
    previousMs = Math.max(previousMs, atMs);
  }
  return stages;
}
