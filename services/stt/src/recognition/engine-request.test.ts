import { describe, expect, it } from 'vitest';
import { ParleyError, transcribeOptionsSchema } from '@parley/contracts';
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

  it.each([
    [{}, {}],
    [
      { beam_size: '5', best_of: '3', patience: '1.5', length_penalty: '0.6' },
      { search: { beamSize: 5, bestOf: 3, patience: 1.5, lengthPenalty: 0.6 } },
    ],
    [
      { compression_ratio_threshold: '2', logprob_threshold: '-0.5', no_speech_threshold: 'none' },
      {
        search: { compressionRatioThreshold: 2, logProbabilityThreshold: -0.5, noSpeechThreshold: null },
      },
    ],
    [{ log_prob_threshold: null }, { search: { logProbabilityThreshold: null } }],
    [{ suppress_tokens: '-1, 50257' }, { suppressTokens: [-1, 50_257] }],
    [{ suppress_tokens: [7] }, { suppressTokens: [7] }],
    [{ suppress_tokens: '' }, { suppressTokens: [] }],
    [
      { condition_on_previous_text: 'false', hallucination_silence_threshold: '2' },
      { conditionOnPreviousText: false, hallucinationSilenceMs: 2_000 },
    ],
  ])('on decoding: %j', (fields, expected) => {
    const options = transcribeOptionsSchema.parse({ language: 'de', ...fields });
    const base = { language: 'de', task: 'transcribe', targetLanguage: 'en' };
    expect(toEngineRequest(options, many)).toEqual({ ...base, ...expected });
  });

  it.each([
    { beam_size: 11 },
    { best_of: 0 },
    { patience: 0 },
    { length_penalty: 2 },
    { compression_ratio_threshold: -1 },
    { logprob_threshold: 1 },
    { no_speech_threshold: 2 },
    { suppress_tokens: 'a' },
    { suppress_tokens: Array.from({ length: 1_001 }, () => 1) },
    { hallucination_silence_threshold: 61 },
  ])('on decoding have bounds', (fields) => {
    expect(transcribeOptionsSchema.safeParse(fields).error?.issues[0]?.path[0]).toBe(Object.keys(fields)[0]);
  });
});
