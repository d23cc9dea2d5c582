import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BankEvent, BankKeeper, type BankKeeperOptions } from './bank-keeper.js';
import { KeptFiles } from './kept-files.js';

describe('the keeper of banks', () => {
  let folder: string;
  let events: BankEvent[];
  let delivered: string[];
  let drawn: string[];
  let problems: string[];
  let nowMs: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-banks-'));
    [events, delivered, drawn, problems] = [[], [], [], []];
    nowMs = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const create = (overrides: Partial<BankKeeperOptions> = {}): BankKeeper =>
    new BankKeeper({
      fileName: (portrait) => `${portrait}-bank`,
      files: new KeptFiles(join(folder, 'banks'), {
        mostBytes: 1e6,
        onProblem: (problem) => problems.push(problem),
      }),
      draw: async (portrait, onProgress) => {
        drawn.push(portrait);
        onProgress(0.5);
        return Buffer.from(portrait);
      },
      deliver: async (portrait) => {
        delivered.push(portrait);
      },
      isUp: () => true,
      onEvent: (event) => events.push(event),
      now: () => nowMs,
      ...overrides,
    });
  const settled = (keeper: BankKeeper, portrait: string, type: string) =>
    vi.waitFor(() => expect(keeper.state(portrait)?.type).toBe(type));

  it('draws a bank once, keeps it, and finds it again', async () => {
    const keeper = create();
    keeper.request('a');
    keeper.request('a');
    await settled(keeper, 'a', 'ready');
    keeper.request('a');
    const later = create();
    later.request('a');
    await settled(later, 'a', 'ready');
    expect([drawn, delivered]).toEqual([['a'], ['a', 'a']]);
    expect(events).toMatchObject([{ type: 'bank-drawn', portrait: 'a', bytes: 1 }]);
  });

  it('draws it anew after an engine died, and gives up after a few times, for a while', async () => {
    let failures = 2;
    const dies = async (): Promise<Uint8Array> => {
      if (failures-- > 0) throw new ParleyError('engine_failed', 'It died.');
      return Uint8Array.of(1);
    };
    const keeper = create({ draw: dies });
    keeper.request('a');
    await settled(keeper, 'a', 'ready');

    failures = 3;
    keeper.request('b');
    await settled(keeper, 'b', 'failed');
    keeper.request('b');
    expect(keeper.state('b')?.type).toBe('failed');
    nowMs = 300_000;
    keeper.request('b');
    await settled(keeper, 'b', 'ready');
  });

  it('waits for an engine that is down', async () => {
    let isUp = true;
    const dies = async (): Promise<Uint8Array> => {
      if (drawn.push('a') === 1) {
        isUp = false;
        throw new ParleyError('engine_failed', 'It died.');
      }
      return Uint8Array.of(1);
    };
    const keeper = create({ draw: dies, isUp: () => isUp });
    keeper.request('a');
    await vi.waitFor(() => expect(drawn).toHaveLength(1));
    keeper.resume();
    expect(drawn).toHaveLength(1);
    isUp = true;
    keeper.resume();
    await settled(keeper, 'a', 'ready');
    expect(events).toMatchObject([{ type: 'bank-drawn' }]);
  });

  it('draws a bank anew whose file no longer is one', async () => {
    await new KeptFiles(join(folder, 'banks'), { mostBytes: 1e6, onProblem: () => undefined }).keep(
      'a-bank',
      Buffer.from('of another release'),
    );
    const keeper = create({
      deliver: async (portrait, bank) => {
        if (Buffer.from(bank).toString() !== portrait)
          throw new ParleyError('unreadable_bank', 'Not a bank.');
      },
    });
    keeper.request('a');
    await settled(keeper, 'a', 'ready');
    expect(drawn).toEqual(['a']);
  });

  it('delivers a bank that cannot be kept', async () => {
    await writeFile(join(folder, 'banks'), '');
    const keeper = create();
    keeper.request('a');
    await settled(keeper, 'a', 'ready');
    expect(delivered).toEqual(['a']);
    expect(problems).toHaveLength(1);
  });

  it('delivers again what was lost, from disk', async () => {
    const keeper = create();
    keeper.request('a');
    await settled(keeper, 'a', 'ready');
    keeper.lost('a');
    await vi.waitFor(() => expect(delivered).toEqual(['a', 'a']));
    await settled(keeper, 'a', 'ready');
    expect(drawn).toEqual(['a']);
  });

  it('delivers what is on disk while another portrait is drawn, and the network is down', async () => {
    const disk = create();
    disk.request('kept');
    await settled(disk, 'kept', 'ready');
    let end = (): void => undefined;
    const keeper = create({
      draw: () => new Promise((resolve) => (end = () => resolve(Uint8Array.of(1)))),
      isUp: (who) => who === 'live' || !keeper.state('other'),
    });
    keeper.request('slow');
    await settled(keeper, 'slow', 'drawing');
    keeper.request('kept');
    await settled(keeper, 'kept', 'ready');
    end();
    await settled(keeper, 'slow', 'ready');
  });

  it('waits for whoever takes banks, however long that is away', async () => {
    let isLive = false;
    const keeper = create({ isUp: (who) => who === 'network' || isLive });
    keeper.request('a');
    await vi.waitFor(() => expect(events).toMatchObject([{ type: 'bank-drawn' }]));
    keeper.resume();
    expect(delivered).toEqual([]);
    isLive = true;
    keeper.resume();
    await settled(keeper, 'a', 'ready');
    expect(delivered).toEqual(['a']);
  });

  it('leaves nothing of a portrait that is forgotten, whenever that is', async () => {
    const folderOf = join(folder, 'banks');
    for (let turn = 0; turn < 12; turn++) {
      const keeper = create();
      keeper.request('a');
      for (let tick = 0; tick < turn; tick++) await new Promise(setImmediate);
      await keeper.forget('a');
      const deliveredSoFar = delivered.length;
      const left = await readdir(folderOf).catch(() => []);
      expect(left, `after ${turn} ticks`).toEqual([]);
      await new Promise(setImmediate);
      expect(delivered).toHaveLength(deliveredSoFar);
      expect(keeper.state('a')).toBeUndefined();
    }
  });

  it('lets the oldest wish go when too many wait, and draws the last one first', async () => {
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const keeper = create({
      draw: (portrait) => {
        begun.push(portrait);
        return new Promise((resolve) => ends.push(() => resolve(Uint8Array.of(1))));
      },
    });
    keeper.request('first');
    await settled(keeper, 'first', 'drawing');
    for (let n = 0; n < 33; n++) keeper.request(`p${n}`);
    await settled(keeper, 'p0', 'failed');
    ends[0]?.();
    await vi.waitFor(() => expect(begun).toEqual(['first', 'p32']));
  });

  it('stops drawing what is forgotten, and goes on with the next', async () => {
    const keeper = create({
      draw: (portrait, _onProgress, signal) =>
        portrait === 'slow'
          ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          : Promise.resolve(Uint8Array.of(1)),
    });
    keeper.request('slow');
    await settled(keeper, 'slow', 'drawing');
    keeper.request('quick');
    await keeper.forget('slow');
    await settled(keeper, 'quick', 'ready');
    expect(keeper.state('slow')).toBeUndefined();
    expect(events).toMatchObject([{ type: 'bank-drawn', portrait: 'quick' }]);
  });
});
