import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { derivedGraph } from './derived-graph-cache.js';

let folder: string;
let source: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'derived-'));
  source = join(folder, 'model.onnx');
  writeFileSync(source, 'a graph');
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (from: Uint8Array) => new TextDecoder().decode(from);
const kept = () => readdirSync(folder).filter((name) => name.endsWith('.parley'));

async function get(version: string, content: string) {
  let derivations = 0;
  const result = await derivedGraph({ source, kind: 'loop', version }, async () => {
    derivations += 1;
    return bytes(content);
  });
  return { text: text(result.bytes), derivations };
}

test('a graph is derived once for a source and a version', async () => {
  expect(await get('1', 'first')).toEqual({ text: 'first', derivations: 1 });
  expect(await get('1', 'second')).toEqual({ text: 'first', derivations: 0 });
  expect(await get('2', 'third')).toEqual({ text: 'third', derivations: 1 });
  expect(kept()).toHaveLength(1);
});

test('a changed source is derived from anew', async () => {
  await get('1', 'first');
  writeFileSync(source, 'A graph');
  expect(await get('1', 'second')).toEqual({ text: 'second', derivations: 1 });
});

test('what is damaged is derived anew', async () => {
  await get('1', 'first');
  const file = join(folder, kept()[0] ?? '');
  writeFileSync(file, readFileSync(file).subarray(0, -1));
  expect(await get('1', 'again')).toEqual({ text: 'again', derivations: 1 });
  expect(await get('1', 'never')).toEqual({ text: 'again', derivations: 0 });
});

test('where it can be kept nowhere, that is said', async () => {
  const cacheDirectory = join(source, 'no-folder');
  const nowhere = join('/proc/self', 'status');
  const result = await derivedGraph(
    { source: nowhere, kind: 'loop', version: '1', cacheDirectory },
    async () => bytes('graph'),
  );
  expect(text(result.bytes)).toBe('graph');
  expect(result.notKept).toMatch(/ENOTDIR|EEXIST/);
});

test('where the folder of the source cannot be written, another is taken', async () => {
  const cacheDirectory = join(folder, 'cache');
  const derivation = { source: '/proc/self/status', kind: 'loop', version: '1', cacheDirectory };
  const result = await derivedGraph(derivation, async () => bytes('graph'));
  expect(result.notKept).toBeUndefined();
  expect(readdirSync(cacheDirectory)).toHaveLength(1);
});

test('several at once all get the graph, and leave one file', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => get('1', 'same')));
  expect(all.map((result) => result.text)).toEqual(all.map(() => 'same'));
  expect(kept()).toHaveLength(1);
  expect(readdirSync(folder)).toHaveLength(2);
});
