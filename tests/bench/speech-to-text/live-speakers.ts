import { setTimeout as delay } from 'node:timers/promises';
import { statusSchema } from '@parley/contracts';
import { readTrainedUtterances, trainedModels } from '../../recognition/trained-speech.js';
import { LiveSpeaker, type SpeakerReport } from './live-speaker.js';
import { type BenchResult, type BenchRow, againstLimit, percentilesOf, spreadOf } from '../result.js';
import { StandaloneService } from '../../constellation/standalone-service.js';

const speakerCounts = [1, 4, 8, 16, 32];
const talkMs = 30_000;
const eventLoopLimitMs = 20;

async function measure(service: StandaloneService, speakers: number) {
  const utterances = readTrainedUtterances();
  const talking = Array.from({ length: speakers }, async (_, index): Promise<SpeakerReport> => {
    // People do not begin to speak at the same instant.
    await delay((index * 1_500) / speakers);
    const speaker = await LiveSpeaker.open(service.url('/ws'));
    return speaker.talk(utterances.slice(index % 5).concat(utterances), talkMs);
  });
  const delays: number[] = [];
  const watch = (async () => {
    await delay(12_000);
    while (delays.length < 8) {
      const status = statusSchema.parse(await (await fetch(service.url('/status'))).json());
      delays.push(status.eventLoopDelayMs.p99);
      await delay(2_000);
    }
  })();
  const reports = await Promise.all(talking);
  await watch;
  return { reports, delays };
}

/** What the README shows: the final's median, and that nothing is taken back or lost, at these numbers of speakers. */
const headlineSpeakers = new Set([1, 8, 32]);
const isHeadline = ({ metric }: BenchRow) =>
  metric.startsWith('final after')
    ? metric.endsWith('p50') || metric.endsWith('p95')
    : metric.startsWith('words');

function rowsOf(speakers: number, reports: readonly SpeakerReport[], delays: readonly number[]): BenchRow[] {
  const work = `${speakers} ${speakers === 1 ? 'speaker' : 'speakers'}, tiny trained Whisper`;
  const all = <K extends 'firstInterimMs' | 'interimMs' | 'finalMs'>(key: K) =>
    reports.flatMap((report) => report[key]);
  const sum = (key: 'retractedWords' | 'droppedMs' | 'lostUtterances') =>
    reports.reduce((total, report) => total + report[key], 0);
  const count = (metric: string, value: number, unit: string): BenchRow => ({
    work,
    metric,
    unit,
    ours: spreadOf([value]),
  });
  const rows = [
    ...percentilesOf(
      { work, metric: 'first interim after the speech began', unit: 'ms' },
      all('firstInterimMs'),
    ),
    ...percentilesOf(
      { work, metric: 'interim after the speech that it shows', unit: 'ms' },
      all('interimMs'),
    ),
    ...percentilesOf({ work, metric: 'final after the speech ended', unit: 'ms' }, all('finalMs')),
    count('words changed after being committed', sum('retractedWords'), 'words'),
    count('audio dropped', sum('droppedMs'), 'ms'),
    count('utterances without a final', sum('lostUtterances'), 'utterances'),
    againstLimit(
      { work, metric: 'event-loop delay of the service, p99', unit: 'ms', ours: spreadOf(delays) },
      eventLoopLimitMs,
    ),
  ];
  return rows.map((row) =>
    headlineSpeakers.has(speakers) && isHeadline(row) ? { ...row, headline: true } : row,
  );
}

/** Speakers side by side, paced in real time: how late their texts are, and whether any is taken back. */
export async function bench(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const speakers of speakerCounts) {
    const service = await StandaloneService.start('stt', {
      STT_ENGINE: 'whisper',
      STT_MODEL: trainedModels.whisper,
    });
    try {
      const { reports, delays } = await measure(service, speakers);
      rows.push(...rowsOf(speakers, reports, delays));
    } finally {
      await service.stop();
    }
  }
  return {
    bench: 'live-speakers',
    about:
      'Speakers on live sockets, paced in real time for 30 s each, saying held-back utterances of the trained tiny ' +
      'Whisper with pauses of 1.5 s. Delays count from the waveform that was sent; the 500 ms of silence that end an ' +
      'utterance are part of the final delay. Clients run on the same two cores.',
    rows,
  };
}
