import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlaybackCommand, PlaybackReport } from './worklet-messages.js';

const sampleRate = 24_000;
const quantum = 128;

interface Processor {
  port: FakePort;
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

class FakePort extends EventTarget {
  readonly reports: PlaybackReport[] = [];
  start(): void {
    // A real port begins to deliver here; this one always does.
  }
  postMessage(report: PlaybackReport): void {
    this.reports.push(report);
  }
}

/** The worklet in a scope like the browser's, with a clock that runs as it is asked for sound. */
class Loudspeaker {
  readonly heard: number[] = [];

  private constructor(private readonly processor: Processor) {}

  static async open(): Promise<Loudspeaker> {
    const made: Processor[] = [];
    vi.stubGlobal('sampleRate', sampleRate);
    vi.stubGlobal('currentTime', 0);
    vi.stubGlobal(
      'AudioWorkletProcessor',
      class {
        readonly port = new FakePort();
      },
    );
    vi.stubGlobal('registerProcessor', (_name: string, make: new () => Processor) => made.push(new make()));
    vi.resetModules();
    await import('./playback-worklet.js');
    const [processor] = made;
    if (processor === undefined) throw new Error('The worklet registered nothing.');
    return new Loudspeaker(processor);
  }

  obey(command: PlaybackCommand): void {
    this.processor.port.dispatchEvent(new MessageEvent('message', { data: command }));
  }

  /** A chunk of constant loudness, told apart from others by it. */
  chunk(generation: number, durationMs: number, value: number): void {
    const samples = new Float32Array((durationMs / 1000) * sampleRate).fill(value);
    this.obey({ type: 'chunk', generation, sampleRate, samples });
  }

  play(durationMs: number): void {
    const end = this.heard.length + (durationMs / 1000) * sampleRate;
    while (this.heard.length < end) {
      const output = new Float32Array(quantum);
      this.processor.process([], [[output]]);
      this.heard.push(...output);
      vi.stubGlobal('currentTime', this.heard.length / sampleRate);
    }
  }

  reports<Type extends PlaybackReport['type']>(type: Type) {
    return this.processor.port.reports.filter((report) => report.type === type);
  }

  countOf(value: number): number {
    return this.heard.filter((sample) => sample === Math.fround(value)).length;
  }
}

describe('the playback worklet', () => {
  let speaker: Loudspeaker;

  beforeEach(async () => {
    speaker = await Loudspeaker.open();
    return () => vi.unstubAllGlobals();
  });

  it('waits until enough is there, then plays every sample once', () => {
    speaker.chunk(1, 40, 0.5);
    speaker.play(50);
    expect(speaker.countOf(0.5)).toBe(0);
    speaker.chunk(1, 60, 0.5);
    speaker.obey({ type: 'end', generation: 1 });
    speaker.play(200);
    expect(speaker.countOf(0.5)).toBe(2_400);
    expect(speaker.reports('ended')).toEqual([{ epoch: 0, generation: 1, type: 'ended', playedMs: 100 }]);
  });

  it('plays a short answer as soon as it is whole', () => {
    speaker.chunk(1, 20, 0.5);
    speaker.obey({ type: 'end', generation: 1 });
    speaker.play(30);
    expect(speaker.countOf(0.5)).toBe(480);
  });

  it('is silent in a gap, and loses nothing over it', () => {
    speaker.chunk(1, 100, 0.5);
    speaker.play(300);
    expect(speaker.heard.at(-1)).toBeCloseTo(0, 3);
    expect(speaker.reports('ended')).toEqual([]);
    speaker.chunk(1, 100, 0.25);
    speaker.play(200);
    expect([speaker.countOf(0.5), speaker.countOf(0.25)]).toEqual([2_400, 2_400]);
  });

  it('ends even where the word of the end comes after the sound of it', () => {
    speaker.chunk(1, 100, 0.5);
    speaker.play(300);
    speaker.obey({ type: 'end', generation: 1 });
    expect(speaker.reports('ended')).toHaveLength(1);
  });

  it('falls silent at once when it is cleared, without a click', () => {
    speaker.chunk(1, 1_000, 0.5);
    speaker.play(200);
    const before = speaker.heard.length;
    speaker.obey({ type: 'clear', epoch: 1 });
    speaker.play(100);
    const after = speaker.heard.slice(before);
    expect(Math.abs((after[0] ?? 0) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(after[720] ?? 1)).toBeLessThan(0.01);
    speaker.chunk(1, 100, 0.25);
    speaker.play(50);
    expect(speaker.reports('position').at(-1)).toMatchObject({ epoch: 1, generation: 1 });
  });

  it('lets a new generation replace the one that plays', () => {
    speaker.chunk(1, 1_000, 0.5);
    speaker.play(100);
    speaker.chunk(2, 100, 0.25);
    speaker.obey({ type: 'end', generation: 2 });
    speaker.play(200);
    expect(speaker.countOf(0.25)).toBe(2_400);
    expect(speaker.countOf(0.5)).toBeLessThan(2_600);
    expect(speaker.reports('ended')).toEqual([expect.objectContaining({ generation: 2, playedMs: 100 })]);
  });

  it('tells where it is, on the clock of the context', () => {
    speaker.chunk(1, 500, 0.5);
    speaker.play(400);
    const [first, last] = [speaker.reports('position')[1], speaker.reports('position').at(-1)];
    if (first?.type !== 'position' || last?.type !== 'position') throw new Error('No positions were told.');
    const elapsedMs = (last.contextTime - first.contextTime) * 1000;
    expect(last.playedMs - first.playedMs).toBeCloseTo(elapsedMs, 3);
  });

  it('says what it has to drop when more comes than it holds', () => {
    for (let minute = 0; minute < 7; minute += 1) speaker.chunk(1, 60_000, 0.5);
    const dropped = speaker.reports('dropped');
    expect(dropped).toEqual([expect.objectContaining({ droppedMs: 60_000 })]);
  });
});
