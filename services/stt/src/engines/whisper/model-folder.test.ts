import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingModelFile, readModelFolder } from './model-folder.js';
import { trainedWhisper } from './testing/trained-whisper.js';

function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-whisper-folder-'));
  mkdirSync(join(folder, 'onnx'));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content));
  return folder;
}

describe("a model's folder", () => {
  it.each([
    [51_864, 1, false],
    [51_865, 99, true],
    [51_866, 100, true],
  ])('with %i tokens knows %i languages', (vocabulary, count, translates) => {
    const folder = readModelFolder(folderWith({ 'config.json': { vocab_size: vocabulary } }));
    expect(folder.languages).toHaveLength(count);
    expect(folder.languages[0]).toBe('en');
    expect(folder.translates).toBe(translates);
  });

  it('with a vocabulary of its own says what it knows', () => {
    const { languages } = readModelFolder(trainedWhisper);
    expect(languages.length).toBeGreaterThan(0);
    expect(languages).toContain('en');
  });

  it.each([{}, { 'config.json': 'no configuration' }])('with %j is taken for English', (files) => {
    expect(readModelFolder(folderWith(files))).toEqual({ languages: ['en'], translates: false });
  });

  it('names the first file that is missing', () => {
    const config = { vocab_size: 51_865 };
    expect(missingModelFile(folderWith({}))).toBe('config.json');
    expect(missingModelFile(folderWith({ 'config.json': config }))).toBe('tokenizer.json');
    const small = { 'config.json': config, 'vocab.json': {} };
    expect(missingModelFile(folderWith(small))).toBe('onnx/encoder_model.onnx');
    const encoder = { ...small, 'onnx/encoder_model_quantized.onnx': {} };
    expect(missingModelFile(folderWith(encoder))).toBe('onnx/decoder_model_merged.onnx');
    const decoder = { ...encoder, 'onnx/decoder_model_merged_fp16.onnx': {} };
    expect(missingModelFile(folderWith(decoder))).toBeUndefined();
  });
});
