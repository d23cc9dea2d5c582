import { expect, it } from 'vitest';
import { describeTextToSpeechEngine } from '../text-to-speech-engine.conformance.js';
import { EspeakEngine } from './espeak-engine.js';
import { EspeakProgram } from './espeak-program.js';

describeTextToSpeechEngine('espeak-ng', () => new EspeakEngine(new EspeakProgram()));

it('has visemes without gaps across many pieces', async () => {
  const { signal } = new AbortController();
  const engine = new EspeakEngine(new EspeakProgram());
  await engine.load(signal);
  const request = { text: 'Papa. Mama! Why? '.repeat(12), language: 'en', speed: 1, seed: 1 } as const;
  let atMs = 0;
  for await (const { visemes } of engine.synthesize(request, signal)) {
    for (const { timeMs, durationMs } of visemes) {
      expect(Math.abs(timeMs - atMs)).toBeLessThan(0.5);
      atMs = timeMs + durationMs;
    }
  }
  expect(atMs).toBeGreaterThan(10_000);
  await engine.unload();
});
