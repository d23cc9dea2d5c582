import { bytesInMemory } from '@parley/audio';
import { type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { SttContext } from '../context.js';
import { assertReady, toEngineRequest } from '../recognition/engine-request.js';
import { transcribeRecording } from '../recognition/transcribe-recording.js';

/** Takes queued recordings: the same work as `POST /transcribe`. */
export function consumeTranscribeJobs(context: SttContext): JobConsumer {
  const { config, foundation, engine } = context;
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'transcribe',
    concurrency: config.jobConcurrency,
    handler: async (input, { signal, reportProgress, blobs }) => {
      const { mode = 'batched' } = input;
      const request = { engineRequest: toEngineRequest(input, engine), mode };
      assertReady(engine);
      const bytes = bytesInMemory(await blobs.get(input.file, signal));
      return {
        type: 'json',
        value: await transcribeRecording(context, bytes, request, signal, reportProgress),
      };
    },
    onEvent: createJobEventLog(foundation, 'transcribe'),
  });
}
