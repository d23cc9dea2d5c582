import { maxJobTextCharacters } from '@parley/contracts';
import { type JobConsumer, consumeJobs, createJobEventLog } from '@parley/queue';
import type { TtsContext } from '../context.js';
import { contentTypes, wholeFile } from '../formats/speech-file.js';
import { withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';

/** Takes queued texts: the same work as `POST /synthesize`. */
export function consumeSynthesizeJobs(context: TtsContext): JobConsumer {
  const { config, foundation } = context;
  return consumeJobs({
    connection: { redisUrl: config.redisUrl },
    kind: 'synthesize',
    concurrency: config.jobConcurrency,
    handler: async (input, { signal, blobs }) => {
      const utterance = await toUtterance(context, input, { maxCharacters: maxJobTextCharacters });
      const format = input.format ?? 'wav';
      const file = await withSpeech(context, utterance, { lane: 'job' }, signal, (speech) =>
        wholeFile(speech, format, signal),
      );
      return { type: 'blob', blob: await blobs.put(file, contentTypes[format], signal) };
    },
    onEvent: createJobEventLog(foundation, 'synthesize'),
  });
}
