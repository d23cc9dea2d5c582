import { type ServiceFoundation, readGpuReport } from '@parley/service-kit';
import { recognitionKinds } from './recognition/recognition-queue.js';
import type { RecognitionScheduler } from './recognition/recognition-scheduler.js';

/** How loaded the recogniser is, by the names that dashboards of speech servers know. Read when scraped. */
export function addLoadGauges(
  { metrics }: ServiceFoundation,
  schedulers: ReadonlySet<RecognitionScheduler>,
): void {
  const all = [...schedulers];
  metrics.labelledGauge('stt_queue_depth', 'Recognitions that wait for the engine.', ['queue_type'], () =>
    recognitionKinds.map((kind) => ({
      labels: { queue_type: kind },
      value: all.reduce((sum, scheduler) => sum + scheduler.waitingOf(kind), 0),
    })),
  );
  metrics.gauge('stt_active_connections', 'Speakers on live sockets.', () =>
    Math.max(...all.map(({ speakers }) => speakers)),
  );
  metrics.gauge('stt_backpressure_level', 'How far recognition is behind: 0 to 2.', () =>
    Math.max(...all.map(({ backPressure }) => backPressure)),
  );
  metrics.labelledGauge('stt_gpu_memory_used_bytes', 'Memory in use on each GPU.', ['gpu_id'], async () => {
    const { gpus } = await readGpuReport();
    return gpus.flatMap(({ index, memoryUsedMb }) =>
      memoryUsedMb === null ? [] : [{ labels: { gpu_id: index }, value: memoryUsedMb * 2 ** 20 }],
    );
  });
}
