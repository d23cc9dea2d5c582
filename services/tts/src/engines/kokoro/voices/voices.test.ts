import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stubModel, stubStyles, writeFolder } from '../testing/stub-models.js';
import { stubGain } from '../testing/stub-speech.js';
import { accentFor, languagesOf, toVoices } from './kokoro-voices.js';
import { findStyleFiles, styleSize } from './style-files.js';
import { VoiceStyles } from './voice-styles.js';

const fixtures = new URL('../../../../../../tests/fixtures/kokoro/', import.meta.url);
const archive = readFileSync(new URL('voices-v1.0.bin', fixtures));
const rows = new Float32Array(
  new Uint8Array(readFileSync(new URL('network/voices/af_heart.bin', fixtures))).buffer,
);

describe('styles of voices', () => {
  it('are chosen by the number of symbols, the last row for longer texts', () => {
    const styles = new VoiceStyles(stubModel());
    expect([1, 2, 510, 700].map((count) => styles.styleFor('af_heart', count)[0])).toEqual(
      [1, 2, 510, 510].map((count) => Math.fround(stubGain(count))),
    );
    expect(() => styles.styleFor('nobody', 1)).toThrow(/no voice "nobody"/);
  });

  it('begin with a row for no symbol in version 0.19', () => {
    const styles = new VoiceStyles(writeFolder({ 'voices/af.bin': stubStyles(511) }));
    expect(styles.styleFor('af', 1)[0]).toBe(Math.fround(stubGain(1)));
    expect(toVoices(['af'], 'kokoro')[0]?.name).toBe('Kokoro, American, female');
  });

  it('are read from an archive of numpy too', () => {
    const folder = writeFolder({ 'kokoro-v1.0.onnx': '', 'voices-v1.0.bin': archive });
    expect(findStyleFiles(folder).map(({ voice, rows: count }) => [voice, count])).toEqual([
      ['af_heart', 2],
      ['bm_lewis', 2],
    ]);
    const styles = new VoiceStyles(folder);
    expect(styles.styleFor('bm_lewis', 2)).toEqual(rows.slice(3 * styleSize, 4 * styleSize));
    expect(styles.styleFor('af_heart', 1)).toEqual(rows.slice(0, styleSize));
  });

  it.each([
    ['no voices', {}, 'model_files_missing'],
    ['a voice that is cut short', { 'voices/af_heart.bin': new Uint8Array(1_000) }, 'model_files_invalid'],
    [
      'an archive that is cut short',
      { 'voices-v1.0.bin': archive.subarray(0, 3_000) },
      'model_files_invalid',
    ],
    ['an archive that is none', { 'voices-v1.0.bin': 'voices' }, 'model_files_invalid'],
  ])('are refused where there are %s', (_what, files, code) => {
    const folder = writeFolder({ 'config.json': '{}', ...files });
    expect(() => findStyleFiles(folder)).toThrow(expect.objectContaining({ code }));
  });
});

describe('accents', () => {
  it("are a voice's own in its language, and another language's elsewhere", () => {
    expect(accentFor('bf_emma', 'en')).toMatchObject({ label: 'British', espeakVoice: 'en' });
    expect(accentFor('bf_emma', 'it')).toMatchObject({ label: 'Italian', espeakVoice: 'it' });
    expect(accentFor('bf_emma', 'ja')).toBeUndefined();
    expect(languagesOf(['pf_dora', 'af_heart', 'jf_alpha'])).toEqual(['en', 'pt']);
  });
});
