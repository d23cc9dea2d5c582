import { maxJobTextCharacters } from '@parley/contracts';
import { type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { TtsContext } from '../context.js';
import { collectWav, speak, toSpeechRequest } from '../speech.js';

/** Takes queued texts: the same work as `POST /synthesize`. */
export function consumeSynthesizeJobs({ config, foundation, engine, events }: TtsContext): JobConsumer {
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'synthesize',
    concurrency: config.jobConcurrency,
    handler: async (input, { signal, blobs }) => {
      const wav = await collectWav(
        speak(engine, events, toSpeechRequest(input, maxJobTextCharacters), signal),
      );
      return { type: 'blob', blob: await blobs.put(wav, 'audio/wav', signal) };
    },
    onEvent: createJobEventLog(foundation, 'synthesize'),
  });
}
