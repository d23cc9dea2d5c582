import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandaloneService } from '../constellation/standalone-service.js';
import { LiveListener, transcribe } from './transcribe.js';
import { joinedRecording, readTrainedUtterances, trainedModels } from './trained-speech.js';

const utterances = readTrainedUtterances();
/** Real-time speech, and a machine that may be busy. */
const timeoutMs = 90_000;
const silence = Buffer.alloc(32_000);

/** The process that runs the network, among the service's children. */
function enginePid(servicePid: number): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const engine = pids.find((pid) => {
    try {
      const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return (
        Number(parent) === servicePid &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('whisper-process')
      );
    } catch {
      return false;
    }
  });
  if (engine === undefined) throw new Error('The engine has no process.');
  return Number(engine);
}

describe('an engine process that is killed, or hangs', { timeout: timeoutMs }, () => {
  let service: StandaloneService;
  beforeAll(async () => {
    // 8-bit networks hear rows a little differently in another company; in float32 the texts must be equal.
    service = await StandaloneService.start('stt', {
      STT_ENGINE: 'whisper',
      STT_MODEL: trainedModels.whisper,
      STT_DTYPE: 'fp32',
    });
  });
  afterAll(() => service.stop());

  const kill = () => process.kill(enginePid(service.pid), 'SIGKILL');

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    '(%s) in the middle of a file: the file is finished, and nothing of it is missing',
    async (signal) => {
      const many = Array.from({ length: 6 }, () => utterances).flat();
      const { wav } = joinedRecording(many, 1_000);
      const undisturbed = await transcribe(service.url(''), wav);
      const under = transcribe(service.url(''), wav);
      await expect.poll(async () => (await queued(service)) > 0).toBe(true);
      process.kill(enginePid(service.pid), signal);
      expect((await under).text).toBe(undisturbed.text);
    },
  );

  it('in the middle of a live sentence: the speaker gets the final or is told within two seconds, and others notice nothing', async () => {
    const [sentence, other] = utterances.toSorted((a, b) => b.pcm16.length - a.pcm16.length);
    if (!sentence || !other) throw new Error('There are too few utterances.');
    const [victim, bystander] = await Promise.all([
      LiveListener.open(service.url('')),
      LiveListener.open(service.url('')),
    ]);
    const half = (sentence.pcm16.length >> 2) << 1;
    await victim.say(sentence.pcm16.subarray(0, half));
    kill();
    await victim.say(Buffer.concat([sentence.pcm16.subarray(half), silence]));
    const endedAt = performance.now();
    const answer = () => victim.events.find(({ event }) => event === 'final' || event === 'error');
    await expect.poll(answer, { timeout: 2_000 }).toBeDefined();
    expect(performance.now() - endedAt).toBeLessThan(2_000);
    await bystander.say(Buffer.concat([other.pcm16, silence]));
    await Promise.all([victim.stop(), bystander.stop()]);
    expect(bystander.text.trim()).toBe(other.text);
    expect(bystander.events.filter(({ event }) => event === 'error')).toEqual([]);
  });
});

async function queued(service: StandaloneService): Promise<number> {
  const metrics = await (await fetch(service.url('/metrics'))).text();
  const [, depth] = /^stt_queue_depth\{[^}]*queue_type="recording"[^}]*\} (\d+)$/m.exec(metrics) ?? [];
  return Number(depth ?? 0);
}
