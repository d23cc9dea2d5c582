import { existsSync, readFileSync } from 'node:fs';

const recordings = new URL('../../../../../shared/data/audio/', import.meta.url);
const fixtures = new URL('../../../../tests/fixtures/nemo/', import.meta.url);

/** The waveform of a case in tests/fixtures/nemo. */
export type NemoWaveform =
  | { kind: 'synthetic'; seed: number; samples: number }
  | { kind: 'recording'; name: string; start: number; samples: number };

/** The path of a file, or folder, in tests/fixtures/nemo. */
export function nemoFixture(name: string): URL {
  return new URL(name, fixtures);
}

/**
 * The cases of one file there that can be had on this machine, each with a title: those on recordings need the
 * recordings.
 */
export function nemoCases<Case extends { waveform: NemoWaveform }>(name: string): [string, Case][] {
  const cases: Case[] = JSON.parse(readFileSync(nemoFixture(name), 'utf8'));
  const possible = existsSync(recordings)
    ? cases
    : cases.filter(({ waveform }) => waveform.kind === 'synthetic');
  return possible.map((one) => [title(one.waveform), one]);
}

function title(waveform: NemoWaveform): string {
  if (waveform.kind === 'recording') return `${waveform.name} from ${waveform.start}`;
  return `${waveform.samples} samples of seed ${waveform.seed}`;
}

export function nemoWaveform(waveform: NemoWaveform): Float32Array {
  return waveform.kind === 'synthetic' ? syntheticWaveform(waveform) : recordedWaveform(waveform);
}

/** The same integers as `synthetic_waveform` in tests/reference/nemo/waveforms.py. */
function syntheticWaveform({ seed, samples }: { seed: number; samples: number }): Float32Array {
  let state = seed >>> 0;
  const draw = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
  const waveform = new Float32Array(samples);
  for (let position = 0; position < samples;) {
    const end = Math.min(samples, position + 800 + draw(4000));
    const period = 20 + draw(180);
    const loudness = draw(12_000);
    const noise = 1 + draw(3000);
    for (; position < end; position++) {
      const sawtooth = Math.floor(((position % period) * 2 * loudness) / period) - loudness;
      waveform[position] = (sawtooth + draw(noise) - Math.floor(noise / 2)) / 32_768;
    }
  }
  return waveform;
}

function recordedWaveform({ name, start, samples }: { name: string; start: number; samples: number }) {
  const file = readFileSync(new URL(name, recordings));
  const channels = file.readUInt16LE(22);
  const first = file.indexOf('data') + 8;
  return Float32Array.from({ length: samples }, (_, index) => {
    return file.readInt16LE(first + 2 * channels * (start + index)) / 32_768;
  });
}
