import { ParleyError } from '@parley/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FrameQuality } from '../avatar-engine.js';
import { restingFace } from '../motion/face-motion.js';
import { LiveFrames } from './live-frames.js';
import type { LiveFrameSources } from './live-frames.js';

/** What frames are made of, as text. */
const textOf = async (frame: Promise<Uint8Array>): Promise<string> => Buffer.from(await frame).toString();

describe('live frames', () => {
  const costMs: Record<FrameQuality, number> = { direct: 10, bank: 6, mesh: 5 };
  let nowMs: number;
  let available: Set<FrameQuality>;
  let failing: ParleyError | undefined;
  let lost: string[];

  beforeEach(() => {
    [nowMs, failing, lost] = [0, undefined, []];
    available = new Set();
  });

  const drawn = (quality: FrameQuality, text: string) => {
    if (failing && quality !== 'mesh') throw failing;
    return Promise.resolve({ bytes: Buffer.from(text), drawMs: costMs[quality] });
  };
  const create = (overrides: Partial<LiveFrameSources> = {}): LiveFrames =>
    new LiveFrames(40, {
      layer: async (_request, layer, fade) =>
        drawn(layer, fade ? `${fade.from}>${layer} ${fade.weight.toFixed(2)}` : layer),
      direct: async (_request, other) =>
        drawn('direct', other ? `direct+${other.layer} ${other.weight.toFixed(2)}` : 'direct'),
      has: (_portrait, quality) => available.has(quality),
      bankLost: (portrait) => lost.push(portrait),
      now: () => nowMs,
      ...overrides,
    });
  const request = (session = 'a') =>
    ({ portrait: 'p', motion: restingFace, format: 'jpeg', quality: 80, session }) as const;
  const next = async (frames: LiveFrames, session?: string): Promise<string> => {
    nowMs += 40;
    return textOf(frames.render(request(session)));
  };

  it('fades from the mesh to a bank that has come, and from there to the network', async () => {
    const frames = create();
    expect(await next(frames)).toBe('mesh');
    available.add('bank');
    const fading = [];
    for (let i = 0; i < 10; i++) fading.push(await next(frames));
    expect(fading[0]).toBe('mesh>bank 0.00');
    expect(fading[4]).toBe('mesh>bank 0.50');
    expect(fading[9]).toBe('bank');
    available.add('direct');
    expect(await next(frames)).toBe('direct+bank 1.00');
    for (let i = 0; i < 3; i++) await next(frames);
    expect(await next(frames)).toBe('direct+bank 0.50');
    for (let i = 0; i < 3; i++) await next(frames);
    expect(await next(frames)).toBe('direct');
  });

  it('leaves the network to fewer sessions when more come than it can draw for', async () => {
    available = new Set(['direct', 'bank']);
    const frames = create();
    const drawnFor = async (sessions: number): Promise<string> => {
      let last = '';
      for (let round = 0; round < 30; round++) {
        nowMs += 40;
        for (let n = 0; n < sessions; n++) last = await textOf(frames.render(request(`s${n}`)));
      }
      return last;
    };
    expect(await drawnFor(3)).toBe('direct');
    expect(await drawnFor(6)).toBe('bank');
  });

  it.each(['not_found', 'engine_failed', 'engine_not_ready'] as const)(
    'shows the mesh at once where a better way fails with %s',
    async (code) => {
      available.add('bank');
      const frames = create();
      failing = new ParleyError(code, 'It is gone.');
      expect(await next(frames)).toBe('mesh');
      expect(lost).toEqual(['p']);
    },
  );

  it('throws what is no passing failure, and every failure of the mesh', async () => {
    available.add('bank');
    failing = new ParleyError('cancelled', 'Stop.');
    await expect(next(create())).rejects.toMatchObject({ code: 'cancelled' });
    available.clear();
    const gone = new ParleyError('not_found', 'Unknown.');
    await expect(next(create({ layer: () => Promise.reject(gone) }))).rejects.toBe(gone);
  });
});
