import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { whisperTiny, whisperTinyNote } from '../testing/whisper-model-folders.js';
import { readWhisperFiles } from './whisper-files.js';

const json = z.record(z.string(), z.unknown());

/** Whisper tiny's JSON file, as an object. */
async function tinyJson(name: string) {
  return json.parse(JSON.parse(await readFile(join(whisperTiny, name), 'utf8')));
}

describe.skipIf(!existsSync(whisperTiny))(`readWhisperFiles${whisperTinyNote}`, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-whisper-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const link = (...names: string[]) =>
    Promise.all(names.map((name) => symlink(join(whisperTiny, name), join(folder, name))));
  const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));

  it('knows of the real export what its generation_config.json lists', async () => {
    const files = readWhisperFiles(whisperTiny);
    const listed = JSON.parse(readFileSync(join(whisperTiny, 'generation_config.json'), 'utf8'));
    expect(files.suppressedTokens).toEqual(listed.suppress_tokens);
    expect(files.suppressedAtBegin).toEqual(listed.begin_suppress_tokens);
    expect(files.alignmentHeads).toEqual(listed.alignment_heads);
    expect(files.specialTokens.noTimestamps).toBe(listed.no_timestamps_token_id);
    expect(files.specialTokens.translate).toBe(listed.task_to_id.translate);
    expect(files.specialTokens.transcribe).toBe(listed.task_to_id.transcribe);
    const languages = [...files.specialTokens.languages].map(([code, id]) => [`<|${code}|>`, id]);
    expect(Object.fromEntries(languages)).toEqual(listed.lang_to_id);
    expect(files.multilingual).toBe(true);
    expect(files.languages).toHaveLength(99);
  });

  it('needs no tokenizer.json where its parts are there', async () => {
    await link('config.json', 'vocab.json', 'merges.txt', 'added_tokens.json');
    const files = readWhisperFiles(folder);
    const whole = readWhisperFiles(whisperTiny);
    expect(files.tokenizer.encode(' Größe 語')).toEqual(whole.tokenizer.encode(' Größe 語'));
    expect(files.suppressedTokens).toEqual(whole.suppressedTokens);
  });

  it('takes merges as pairs, and added tokens without timestamps', async () => {
    await link('config.json', 'generation_config.json');
    const { added_tokens, model, ...rest } = await tinyJson('tokenizer.json');
    const { vocab, merges } = z.object({ vocab: json, merges: z.array(z.string()) }).parse(model);
    await write('tokenizer.json', {
      ...rest,
      added_tokens: z.array(json).parse(added_tokens).slice(0, 107),
      model: { type: 'BPE', vocab, merges: merges.map((merge) => merge.split(' ')) },
    });
    const { tokenizer } = readWhisperFiles(folder);
    expect(tokenizer.encode(' Hello, world!')).toEqual([2425, 11, 1002, 0]);
    expect(tokenizer.decodeWithTimestamps([50_363, 50_364, 2425, 51_864])).toBe(
      '<|notimestamps|><|0.00|> Hello<|30.00|>',
    );
  });

  it('knows English-only and newer models by the size of their vocabulary', async () => {
    await link('tokenizer.json');
    const config = await tinyJson('config.json');
    await write('config.json', { ...config, vocab_size: 51_864 });
    const english = readWhisperFiles(folder);
    expect(english).toMatchObject({ multilingual: false, languages: ['en'] });
    expect(english.specialTokens).toMatchObject({
      endOfText: 50_256,
      startOfPrevious: 50_360,
      noSpeech: 50_361,
      timestampBegin: 50_363,
    });
    await write('config.json', { ...config, vocab_size: 51_866 });
    const newer = readWhisperFiles(folder);
    expect(newer.languages).toHaveLength(100);
    expect(newer.specialTokens.languages.get('yue')).toBe(50_358);
    expect(newer.specialTokens).toMatchObject({
      transcribe: 50_360,
      noSpeech: 50_363,
      timestampBegin: 50_365,
    });
  });

  it('reads any other vocabulary by the names of its tokens', async () => {
    await write('config.json', { ...(await tinyJson('config.json')), vocab_size: 300, decoder_layers: 2 });
    await write('generation_config.json', {
      is_multilingual: true,
      alignment_heads: [
        [1, 2],
        [9, 9],
      ],
    });
    const names = 'endoftext startoftranscript de en transcribe startofprev nocaptions notimestamps'.split(
      ' ',
    );
    await write('tokenizer.json', {
      added_tokens: names.map((name, i) => ({ id: 200 + i, content: `<|${name}|>` })),
      model: { vocab: { '"': 5, Ġ: 6, a: 7, Ġa: 8 }, merges: ['Ġ a'] },
    });
    const files = readWhisperFiles(folder);
    expect(files).toMatchObject({ multilingual: true, languages: ['en', 'de'], alignmentHeads: [[1, 2]] });
    expect(files.specialTokens).toMatchObject({
      endOfText: 200,
      noSpeech: 206,
      translate: undefined,
      timestampBegin: 208,
    });
    expect(files.suppressedTokens).toEqual([5, 201, 204, 205, 206]);
    expect(files.suppressedAtBegin).toEqual([6, 200]);
    expect(files.tokenizer.encode(' a a')).toEqual([8, 8]);
  });

  describe('says what is wrong', () => {
    it.each([
      [[], 'model_files_missing', 'config.json'],
      [['config.json'], 'model_files_missing', 'tokenizer.json'],
      [['config.json', 'vocab.json'], 'model_files_missing', 'merges.txt'],
    ])('with %j alone', async (names, code, message) => {
      await link(...names);
      expect(() => readWhisperFiles(folder)).toThrow(
        expect.objectContaining({
          code,
          message: expect.stringContaining(message),
        }),
      );
    });

    it.each([
      ['config.json', { model_type: 'bert' }, 'model_type'],
      ['config.json', { vocab_size: '51865' }, 'vocab_size'],
      ['preprocessor_config.json', { feature_size: 128 }, 'feature_size 128'],
      ['preprocessor_config.json', { sampling_rate: 8_000 }, 'sampling_rate'],
      ['generation_config.json', { alignment_heads: [[1]] }, 'alignment_heads.0'],
    ])('where %s holds %j', async (name, change, message) => {
      const others = ['config.json', 'preprocessor_config.json', 'generation_config.json', 'tokenizer.json'];
      await link(...others.filter((other) => other !== name));
      await write(name, { ...(await tinyJson(name)), ...change });
      const says = expect.stringMatching(new RegExp(`${name}.*${message}`));
      expect(() => readWhisperFiles(folder)).toThrow(
        expect.objectContaining({
          code: 'model_files_invalid',
          message: says,
        }),
      );
    });

    it('where a file is cut short', async () => {
      await link('config.json');
      await writeFile(join(folder, 'tokenizer.json'), '{"model": {"vocab"');
      expect(() => readWhisperFiles(folder)).toThrow(
        expect.objectContaining({
          code: 'model_files_invalid',
          message: expect.stringContaining('tokenizer.json'),
        }),
      );
    });
  });
});
