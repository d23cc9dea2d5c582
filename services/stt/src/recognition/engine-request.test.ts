import { describe, expect, it } from 'vitest';
import { ParleyError } from '@parley/contracts';
import { PocketSphinxEngine } from '../engines/pocketsphinx/pocketsphinx-engine.js';
import { UnusableEngine } from '../engines/unusable-engine.js';
import { toEngineRequest } from './engine-request.js';

const english = new PocketSphinxEngine();
const many = new UnusableEngine({
  id: 'canary',
  description: 'Many languages, and no files',
  languages: ['en', 'de', 'fr'],
  capabilities: { streaming: false, translate: true, wordTimestamps: false },
  error: new ParleyError('model_files_missing', 'They are not here.'),
});

describe("a client's wishes", () => {
  it.each([
    [
      { language: 'auto', task: 'transcribe' },
      english,
      { language: 'en', task: 'transcribe', targetLanguage: 'en' },
    ],
    [{ language: '', task: 'transcribe' }, english, { language: 'en' }],
    [{ language: 'en_GB', task: 'translate' }, english, { language: 'en', task: 'translate' }],
    [{ language: 'AUTO', task: 'transcribe' }, many, { language: 'auto' }],
    [
      { language: 'de', task: 'translate', target_language: 'fr' },
      many,
      { language: 'de', targetLanguage: 'fr' },
    ],
  ] as const)('%j are understood', (options, engine, expected) => {
    expect(toEngineRequest(options, engine)).toMatchObject(expected);
  });

  it.each([
    [{ language: 'tlh', task: 'transcribe' }, english, 'unsupported_language'],
    [{ language: 'en', task: 'translate', target_language: 'tlh' }, english, 'unsupported_language'],
    [{ language: 'de', task: 'transcribe' }, english, 'engine_cannot_transcribe_language'],
    [{ language: 'en', task: 'translate', target_language: 'de' }, english, 'engine_cannot_translate'],
    [{ language: 'ja', task: 'transcribe' }, many, 'unsupported_language'],
  ] as const)('%j are refused', (options, engine, code) => {
    expect(() => toEngineRequest(options, engine)).toThrow(expect.objectContaining({ code }));
  });
});
