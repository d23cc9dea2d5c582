/**
 * Speaks with kokoro-js for the speed bench. PARLEY_BENCH_KOKORO_JS is a folder in which `kokoro-js` is installed; the
 * first argument is the model's folder. A line of JSON in, `{"text"}`; one out, `{"firstAudioMs", "totalMs", "audioMs"}`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const home = process.env.PARLEY_BENCH_KOKORO_JS ?? '';
const packageFolder = join(home, 'node_modules/kokoro-js');
const transformersFolder = dirname(
  dirname(createRequire(join(packageFolder, 'dist/kokoro.js')).resolve('@huggingface/transformers')),
);
const { env } = await import(pathToFileURL(join(transformersFolder, 'dist/transformers.node.mjs')).href);
const { KokoroTTS, TextSplitterStream } = await import(
  pathToFileURL(join(packageFolder, 'dist/kokoro.js')).href
);

const folder = process.argv[2] ?? '';
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);
const voice = 'af_heart';
const tts = await KokoroTTS.from_pretrained(basename(folder), { dtype: 'fp32', device: 'cpu' });
await tts.generate('Good morning.', { voice });
console.log(
  JSON.stringify({ version: JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version }),
);

for await (const line of createInterface({ input: process.stdin })) {
  const { text } = JSON.parse(line);
  const start = performance.now();
  let firstAudioMs;
  let samples = 0;
  // Given a string, kokoro-js 1.2.1 waits for more of it for ever.
  const sentences = new TextSplitterStream();
  sentences.push(text);
  sentences.close();
  for await (const { audio } of tts.stream(sentences, { voice })) {
    firstAudioMs ??= performance.now() - start;
    samples += audio.audio.length;
  }
  console.log(JSON.stringify({ firstAudioMs, totalMs: performance.now() - start, audioMs: samples / 24 }));
}
