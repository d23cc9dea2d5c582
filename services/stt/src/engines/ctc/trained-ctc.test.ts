import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecording, recordings } from '../../testing/recordings.js';
import { describeSpeechToTextEngine } from '../speech-to-text-engine.conformance.js';
import type { EngineRequest } from '../speech-to-text-engine.js';
import { readUtterances } from '../whisper/testing/trained-whisper.js';
import { createCtcEngine } from './ctc-engine.js';
import { CtcRecognizer } from './ctc-recognizer.js';
import { readCtcManifest } from './read-ctc-manifest.js';

const trained = fileURLToPath(new URL('../../../../../tests/fixtures/trained/ctc', import.meta.url));
const utterances = existsSync(trained) ? readUtterances() : [];
const spoken = utterances.find(({ text }) => text.split(' ').length > 5);
const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const options = { device: 'cpu', threads: 1 } as const;
const { signal } = new AbortController();

if (spoken) {
  describeSpeechToTextEngine(
    'A tiny trained CTC model',
    () => createCtcEngine({ ...options, modelDirectory: trained }),
    { ...spoken, text: new RegExp(spoken.text), leastWords: spoken.text.split(' ').length },
  );
}

describe.skipIf(utterances.length === 0)(
  'a tiny trained CTC model (skipped without tests/fixtures/trained/ctc)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-ctc-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([{ method: 'greedy' }, { method: 'prefix-beam', width: 8 }])(
      'hears utterances that it never heard, and words near their starts, by $method',
      async (decoding) => {
        cpSync(trained, folder, { recursive: true });
        const manifest = { ...readCtcManifest(trained), decoding };
        writeFileSync(join(folder, 'parley-model.json'), JSON.stringify(manifest));
        const recognizer = await CtcRecognizer.open(folder, options);
        const rows = utterances.map(({ read }) => ({ audio: read(), request: english, signal }));
        let right = 0;
        await recognizer.recognize(rows, (row, { text, segments }) => {
          if (text !== utterances[row]?.text) return;
          right += 1;
          const starts = segments.flatMap(({ words = [] }) => words).map(({ startMs }) => startMs / 1_000);
          starts.forEach((start, word) => {
            expect(Math.abs(start - (utterances[row]?.wordStartSeconds[word] ?? NaN))).toBeLessThan(0.5);
          });
        });
        await recognizer.release();
        expect(right / utterances.length).toBeGreaterThanOrEqual(0.94);
      },
    );

    it.skipIf(!existsSync(recordings))('hears nothing where nobody speaks', async () => {
      const recognizer = await CtcRecognizer.open(trained, options);
      const texts: string[] = [];
      const row = { audio: readRecording('no_speech_8s.wav'), request: english, signal };
      await recognizer.recognize([row], (_row, { text }) => texts.push(text));
      expect(texts).toEqual(['']);
      await recognizer.release();
    });
  },
);
