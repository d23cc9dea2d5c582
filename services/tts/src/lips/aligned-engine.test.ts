import { type VisemeEvent, speechSampleRate } from '@parley/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EspeakEngine } from '../engines/espeak/espeak-engine.js';
import { EspeakProgram } from '../engines/espeak/espeak-program.js';
import type { SpeechChunk, TextToSpeechEngine } from '../engines/text-to-speech-engine.js';
import { describeTextToSpeechEngine } from '../engines/text-to-speech-engine.conformance.js';
import { AlignedEngine } from './aligned-engine.js';
import { Lips, type LipsEvent } from './lips.js';
import { untimed } from './testing/untimed-engine.js';

describeTextToSpeechEngine('an engine without times, aligned', () => {
  const program = new EspeakProgram();
  return new AlignedEngine(untimed(new EspeakEngine(program)), new Lips(program));
});

const never = new AbortController().signal;
const bytesPerMs = (speechSampleRate * 2) / 1_000;

/** What the mouth does at each moment, 10 ms apart. */
function shapes(visemes: readonly VisemeEvent[], durationMs: number): string[] {
  return Array.from({ length: Math.floor(durationMs / 10) }, (_, i) => {
    const event = visemes.find(
      ({ timeMs, durationMs: length }) => timeMs <= i * 10 && timeMs + length > i * 10,
    );
    return event?.viseme ?? 'none';
  });
}

describe('speech whose lips are aligned', () => {
  let program: EspeakProgram;
  let espeak: EspeakEngine;
  let events: LipsEvent[];
  const started: TextToSpeechEngine[] = [];
  const estimates = () => events.filter(({ type }) => type === 'lips-estimated');

  beforeEach(() => {
    events = [];
    program = new EspeakProgram();
    espeak = new EspeakEngine(program);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((engine) => engine.unload()));
  });

  async function start(engine: TextToSpeechEngine, lips: Lips): Promise<TextToSpeechEngine> {
    const aligned = new AlignedEngine(engine, lips);
    started.push(aligned);
    await aligned.load(never);
    return aligned;
  }

  async function speak(engine: TextToSpeechEngine) {
    const text = 'My mother bakes bread every morning. Bob and Pam pick up a big box of apples.';
    const chunks: SpeechChunk[] = [];
    const request = { text, language: 'en', speed: 1.25, voice: 'male' } as const;
    for await (const chunk of engine.synthesize(request, never)) chunks.push(chunk);
    const bytes = chunks.reduce((sum, { pcm16 }) => sum + pcm16.byteLength, 0);
    return { chunks, visemes: chunks.flatMap(({ visemes }) => visemes), durationMs: bytes / bytesPerMs };
  }

  it('moves them as the engine itself would, in the chunk in which it sounds', async () => {
    const aligned = await start(
      untimed(espeak),
      new Lips(program, { onEvent: (event) => events.push(event) }),
    );
    const { chunks, visemes, durationMs } = await speak(aligned);
    const known = await speak(espeak);
    let atMs = 0;
    for (const chunk of chunks) {
      for (const event of chunk.visemes) {
        expect(event.timeMs).toBeCloseTo(atMs, 3);
        atMs = event.timeMs + event.durationMs;
      }
    }
    expect(atMs).toBeCloseTo(durationMs, 3);
    const expected = shapes(known.visemes, Math.min(durationMs, known.durationMs));
    const found = shapes(visemes, durationMs);
    const alike = expected.filter((shape, i) => shape === found[i]).length / expected.length;
    expect(alike).toBeGreaterThan(0.8);
    expect(estimates()).toEqual([]);
  });

  it('goes on by the clock, and says so, where no reference can be spoken', async () => {
    const broken = {
      start: async () => undefined,
      stop: async () => undefined,
      phonemeTimeline: () => Promise.reject(new Error('no voice here')),
    };
    const lips = new Lips(broken, { onEvent: (event) => events.push(event) });
    const { visemes, durationMs } = await speak(await start(untimed(espeak), lips));
    expect(shapes(visemes, durationMs)).not.toContain('none');
    expect(estimates()).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ reason: 'no voice here' })),
    );
  });

  it('speaks on where the reference is late, and aligns what comes after', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      start: (user: object, signal: AbortSignal) => program.start(user, signal),
      stop: (user: object) => program.stop(user),
      phonemeTimeline: async (...call: Parameters<EspeakProgram['phonemeTimeline']>) => {
        await gate;
        return program.phonemeTimeline(...call);
      },
    };
    const onEvent = (event: LipsEvent) => {
      events.push(event);
      if (event.type === 'lips-estimated') release();
    };
    const { visemes, durationMs } = await speak(await start(untimed(espeak), new Lips(slow, { onEvent })));
    expect(shapes(visemes, durationMs)).not.toContain('none');
    expect(shapes(visemes, durationMs).slice(100)).toContain('PP');
    expect(estimates()).toEqual([{ type: 'lips-estimated', reason: 'Not aligned within 250 ms.' }]);
  });

  it('outlives the process that aligns', async () => {
    const onEvent = (event: LipsEvent) => {
      events.push(event);
      if (event.type === 'engine-ready' && event.pid !== undefined) process.kill(event.pid, 'SIGKILL');
    };
    const { visemes, durationMs } = await speak(await start(untimed(espeak), new Lips(program, { onEvent })));
    expect(shapes(visemes, durationMs)).not.toContain('none');
    expect(shapes(visemes, durationMs)).toContain('PP');
    expect(estimates().length).toBeGreaterThan(0);
  });

  it('leaves alone what knows its times', async () => {
    const aligned = await start(espeak, new Lips(program));
    // espeak-ng's own times differ by a millisecond from one run to the next.
    const order = ({ visemes }: { visemes: VisemeEvent[] }) => visemes.map(({ viseme }) => viseme);
    expect(order(await speak(aligned))).toEqual(order(await speak(espeak)));
  });
});
