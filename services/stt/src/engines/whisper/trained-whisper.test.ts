import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, recordings } from '../../testing/recordings.js';
import { describeSpeechToTextEngine } from '../speech-to-text-engine.conformance.js';
import type { EngineRequest } from '../speech-to-text-engine.js';
import { readUtterances, trainedWhisper, trainedWhisperWithWords } from './testing/trained-whisper.js';
import { WhisperEngine } from './whisper-engine.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const { signal } = new AbortController();
const settings = { name: 'trained', device: 'cpu', threads: 1 } as const;
const isThere = existsSync(trainedWhisper);
const utterances = isThere ? readUtterances() : [];
const spoken = utterances.find(({ text }) => text.split(' ').length > 5);

if (spoken) {
  describeSpeechToTextEngine(
    'A tiny trained Whisper',
    () => new WhisperEngine({ ...settings, directory: trainedWhisperWithWords() }),
    { ...spoken, text: new RegExp(spoken.text), leastWords: spoken.text.split(' ').length },
  );
}

describe.skipIf(!isThere)('a tiny trained Whisper (skipped without tests/fixtures/trained/whisper)', () => {
  const engine = new WhisperEngine({ ...settings, directory: trainedWhisper });
  beforeAll(() => engine.load(signal));
  afterAll(() => engine.unload());

  it('hears utterances that it never heard, together and alone', async () => {
    const rows = utterances.map(({ read }) => ({ audio: read(), request: english, signal }));
    const together: string[] = [];
    for (let first = 0; first < rows.length; first += engine.batch.maxRows) {
      const results = engine.batch.transcribe(rows.slice(first, first + engine.batch.maxRows));
      together.push(...(await Promise.all(results)).map(({ text }) => text));
    }
    const right = together.filter((text, index) => text === utterances[index]?.text).length;
    expect(right / utterances.length).toBeGreaterThanOrEqual(0.94);
    const [alone] = await Promise.all(
      rows.slice(0, 1).map((row) => engine.transcribe(row.audio, english, signal)),
    );
    expect(alone?.text).toBe(together[0]);
  });

  it('hears the same with one pass', async () => {
    const quick = { ...english, effort: 'quick' } as const;
    for (const { read, text } of utterances.slice(0, 3)) {
      expect((await engine.transcribe(read(), quick, signal)).text).toBe(text);
    }
  });

  it('finds the language', async () => {
    const audio = spoken?.read() ?? new Float32Array(0);
    const { language } = await engine.transcribe(audio, { ...english, language: 'auto' }, signal);
    expect(language).toBe('en');
    expect(await engine.identifyLanguage(audio, signal)).toBe('en');
  });

  // The service lets no sound without speech through; a network this small takes some of it for a word.
  it.skipIf(!existsSync(recordings))(
    'is sure of nothing where nobody speaks (skipped without shared/data)',
    async () => {
      const audio = readRecording('no_speech_8s.wav');
      const { text, confidence = 0 } = await engine.transcribe(audio, english, signal);
      expect(text === '' || confidence < Math.exp(-1)).toBe(true);
    },
  );
});
