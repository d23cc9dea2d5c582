import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Tmpfs, canMount } from '../testing/tmpfs.js';
import { type Derivation, derivedGraph } from './derived-graph-cache.js';
import type { DerivedAnswer } from './testing/deriving-process.js';

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

const derivingProcess = fileURLToPath(new URL('testing/deriving-process.ts', import.meta.url));
const eightMegabytes = 8 * 2 ** 20;

/** Two services that start at the same moment. */
async function deriveInTwoProcesses(derivation: Derivation): Promise<DerivedAnswer[]> {
  const children = Array.from({ length: 2 }, () =>
    fork(derivingProcess, [JSON.stringify(derivation)], { execArgv: ['--import', 'tsx'] }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  const answers = children.map(async (child): Promise<DerivedAnswer> => (await once(child, 'message'))[0]);
  for (const child of children) child.send('go');
  return Promise.all(answers);
}

test('two services at once both get the graph whole, and leave one file', async () => {
  const answers = await deriveInTwoProcesses({ source, kind: 'loop', version: '1' });
  expect(answers).toEqual([{ bytes: eightMegabytes }, { bytes: eightMegabytes }]);
  expect(kept()).toHaveLength(1);
  expect(readdirSync(folder)).toHaveLength(2);
});

test.skipIf(!canMount)('so do two services on a read-only folder (mounting needs root)', async () => {
  const disk = new Tmpfs(2 ** 20);
  try {
    const readOnly = join(disk.folder, 'model.onnx');
    writeFileSync(readOnly, 'a graph');
    disk.makeReadOnly();
    const derivation = { source: readOnly, kind: 'loop', version: '1' };
    const unkept = await deriveInTwoProcesses(derivation);
    expect(unkept.map(({ bytes: size }) => size)).toEqual([eightMegabytes, eightMegabytes]);
    for (const { notKept } of unkept) expect(notKept).toMatch(/EROFS/);

    const cacheDirectory = join(folder, 'cache');
    const answers = await deriveInTwoProcesses({ ...derivation, cacheDirectory });
    expect(answers).toEqual([{ bytes: eightMegabytes }, { bytes: eightMegabytes }]);
    expect(readdirSync(cacheDirectory)).toHaveLength(1);
  } finally {
    disk.remove();
  }
});
