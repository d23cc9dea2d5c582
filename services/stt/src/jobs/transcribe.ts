import { decodeAudio } from '@parley/audio';
import { type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { SttContext } from '../context.js';
import { engineSampleRate } from '../engines/speech-to-text-engine.js';
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
      const request = toEngineRequest(input, engine);
      assertReady(engine);
      const bytes = await blobs.get(input.file, signal);
      const decoding = { sampleRate: engineSampleRate, maxDurationMs: config.requests.maxAudioMs };
      const { samples } = await decodeAudio(bytes, decoding, signal);
      return {
        type: 'json',
        value: await transcribeRecording(context, samples, request, signal, reportProgress),
      };
    },
    onEvent: createJobEventLog(foundation, 'transcribe'),
  });
}
