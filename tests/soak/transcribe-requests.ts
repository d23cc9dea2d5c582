import { statusSchema } from '@parley/contracts';
import { type BenchResult, againstLimit, spreadOf } from '../bench/result.js';
import { StandaloneService } from '../constellation/standalone-service.js';
import { transcribe } from '../recognition/transcribe.js';
import { readTrainedUtterances, trainedModels } from '../recognition/trained-speech.js';

const requests = 2_000;
const atOnce = 4;
/** Memory settles in the first quarter: caches fill, arenas grow to the longest audio. */
const settledAfter = requests / 4;
const samplesEach = 50;
/** Growth from the first quarter of the settled samples to the last, in megabytes, that counts as flat. */
const growthLimitMb = 30;

interface MemorySample {
  serviceMb: number;
  engineMb: number;
}

async function readMemory(service: StandaloneService): Promise<MemorySample> {
  const status = statusSchema.parse(await (await fetch(service.url('/status'))).json());
  return { serviceMb: status.memoryMb, engineMb: status.engine?.memoryMb ?? Number.NaN };
}

/** Mean of the last quarter of the samples less that of the first. */
function growthMb(samples: readonly number[]): number {
  const quarter = Math.floor(samples.length / 4);
  const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
  return mean(samples.slice(-quarter)) - mean(samples.slice(0, quarter));
}

/** Whether memory stays where it is over many requests, and whether all of them are answered alike. */
export async function bench(): Promise<BenchResult> {
  const utterances = readTrainedUtterances();
  const service = await StandaloneService.start('stt', {
    STT_ENGINE: 'whisper',
    STT_MODEL: trainedModels.whisper,
  });
  const samples: MemorySample[] = [];
  const answers = new Map<number, Set<string>>();
  let next = 0;
  const work = async () => {
    for (let index = next++; index < requests; index = next++) {
      const which = index % utterances.length;
      const utterance = utterances[which];
      if (!utterance) return;
      const { text } = await transcribe(service.url(''), utterance.wav);
      answers.set(which, (answers.get(which) ?? new Set()).add(text));
      if (index >= settledAfter && index % samplesEach === 0) samples.push(await readMemory(service));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await service.stop();
  }
  const changed = [...answers.values()].filter((texts) => texts.size > 1).length;
  const what = `${requests} requests to /transcribe, ${atOnce} at once, tiny trained Whisper`;
  const row = (part: string, values: readonly number[]) => [
    { work: what, metric: `memory of the ${part}`, unit: 'MB', ours: spreadOf(values) },
    againstLimit(
      {
        work: what,
        metric: `growth of the ${part}'s memory`,
        unit: 'MB',
        ours: spreadOf([Math.max(growthMb(values), 0.1)]),
      },
      growthLimitMb,
    ),
  ];
  return {
    bench: 'soak-transcribe-requests',
    about:
      `Resident memory from request ${settledAfter} on; growth is the mean of the last quarter of the samples less that ` +
      'of the first.',
    rows: [
      ...row(
        'service',
        samples.map(({ serviceMb }) => serviceMb),
      ),
      ...row(
        'engine process',
        samples.map(({ engineMb }) => engineMb),
      ),
      {
        work: what,
        metric: 'utterances that were not always heard alike',
        unit: '',
        ours: spreadOf([changed]),
      },
    ],
  };
}
