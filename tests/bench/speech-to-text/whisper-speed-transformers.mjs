/**
 * Runs transformers.js for the speed bench. PARLEY_BENCH_TRANSFORMERS_JS is a folder in which the package
 * `@huggingface/transformers` is installed. The protocol is that of whisper_speed_ctranslate2.py; encoding is not told apart.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const home = process.env.PARLEY_BENCH_TRANSFORMERS_JS ?? '';
const entry = createRequire(join(home, 'package.json')).resolve('@huggingface/transformers');
const { Tensor, WhisperForConditionalGeneration, env } = await import(pathToFileURL(entry).href);
const manifest = join(home, 'node_modules/@huggingface/transformers/package.json');

const endOfText = 50257;
const prompt = [50258, 50259, 50359, 50363];

async function load({ folder, compute_type, threads }) {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  return WhisperForConditionalGeneration.from_pretrained(basename(folder), {
    dtype: compute_type === 'int8' ? 'q8' : 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
}

function noise(rows, melBins) {
  let state = 1;
  const values = Float32Array.from({ length: rows * melBins * 3000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return new Tensor('float32', values, [rows, melBins, 3000]);
}

async function measure(model, { rows, tokens }) {
  const inputs = noise(rows, model.config.num_mel_bins);
  const { vocab_size: size } = model.config;
  const suppressed = Array.from({ length: size - endOfText }, (_, index) => endOfText + index);
  const generate = async (count) => {
    const start = performance.now();
    const output = await model.generate({
      inputs,
      decoder_input_ids: Array.from({ length: rows }, () => prompt),
      max_new_tokens: count,
      suppress_tokens: suppressed,
      begin_suppress_tokens: [],
    });
    return { elapsed: performance.now() - start, length: output.dims.at(-1) };
  };
  const first = await generate(1);
  const all = await generate(tokens);
  return { encode: 0, first: first.elapsed, all: all.elapsed, tokens: all.length - prompt.length };
}

console.log(JSON.stringify({ version: JSON.parse(readFileSync(manifest, 'utf8')).version }));
let loaded = { key: '', model: undefined };
for await (const line of createInterface({ input: process.stdin })) {
  const work = JSON.parse(line);
  const key = `${work.folder} ${work.compute_type} ${work.threads}`;
  if (loaded.key !== key) {
    await loaded.model?.dispose();
    loaded = { key, model: await load(work) };
    await measure(loaded.model, { ...work, tokens: 2 });
  }
  console.log(JSON.stringify(await measure(loaded.model, work)));
}
