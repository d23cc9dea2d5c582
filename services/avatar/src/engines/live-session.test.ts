import { ParleyError } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import type { AvatarEngine, FrameRequest } from './avatar-engine.js';
import { LiveSession } from './live-session.js';
import type { LiveFrame } from './live-session.js';
import { JumpingClock } from './testing/jumping-clock.js';

interface Seen extends LiveFrame {
  atMs: number;
  motion: FrameRequest['motion'];
}

interface Scene {
  clock: JumpingClock;
  session: LiveSession;
  run: (untilMs: number) => Promise<Seen[]>;
}

/** A session on an engine that takes `frameMs` for each frame. */
function scene(frameMs = 8, render: (n: number) => void = () => undefined): Scene {
  const clock = new JumpingClock();
  const motions: FrameRequest['motion'][] = [];
  const engine: Pick<AvatarEngine, 'renderFrame'> = {
    renderFrame: async ({ motion }) => {
      clock.pass(frameMs);
      render(motions.length);
      motions.push(motion);
      return Uint8Array.of(0xff, 0xd8);
    },
  };
  const session = new LiveSession({ engine, clock, seed: 3 });
  const run = async (untilMs: number): Promise<Seen[]> => {
    const stop = new AbortController();
    clock.at(untilMs, () => stop.abort());
    const seen: Seen[] = [];
    for await (const frame of session.frames(stop.signal)) {
      const motion = motions.at(-1);
      if (motion) seen.push({ ...frame, atMs: clock.now(), motion });
    }
    return seen;
  };
  return { clock, session, run };
}

const vowels = { viseme: 'aa', timeMs: 0, durationMs: 5000 } as const;

describe('a live session', () => {
  it('sends 25 idle frames a second on an absolute schedule', async () => {
    const { run, session } = scene();
    const frames = await run(10_000);
    expect(frames.length).toBeGreaterThanOrEqual(249);
    expect(frames.length).toBeLessThanOrEqual(251);
    for (const [n, frame] of frames.entries()) {
      expect(frame.mediaTimeMs).toBe(-1);
      expect(Math.abs(frame.atMs - (n * 40 + 8))).toBeLessThanOrEqual(2);
    }
    expect(session.counts.droppedFrames).toBe(0);
  });

  it('sends the first 320 ms of speech at once, then keeps pace, and never passes the audio there is', async () => {
    const { run, session, clock } = scene();
    clock.at(1000, () =>
      session.speak({ generation: 4, visemes: [vowels], audioUntilMs: 1000, final: false }),
    );
    clock.at(1500, () => session.speak({ generation: 4, visemes: [], audioUntilMs: 2000, final: true }));
    const spoken = (await run(5000)).filter((frame) => frame.mediaTimeMs >= 0);
    expect(spoken.map((frame) => frame.mediaTimeMs)).toEqual(Array.from({ length: 50 }, (_, n) => n * 40));
    expect(spoken.every((frame) => frame.generation === 4)).toBe(true);
    expect(spoken[8]?.atMs).toBeLessThan(1000 + 40 + 9 * 8 + 10);
    const known = (atMs: number): number => (atMs < 1500 ? 1000 : 2000);
    for (const frame of spoken) {
      expect(frame.mediaTimeMs).toBeLessThan(known(frame.atMs - 8));
      // Ahead of its moment by the head start at most.
      expect(frame.atMs - 8).toBeGreaterThanOrEqual(1000 + frame.mediaTimeMs - 320);
    }
  });

  it('goes back to idle when the speech has been seen, without a jump of the face', async () => {
    const { run, session, clock } = scene();
    clock.at(400, () =>
      session.speak({
        generation: 1,
        visemes: [{ ...vowels, durationMs: 1000 }],
        audioUntilMs: 1000,
        final: true,
      }),
    );
    const frames = await run(3000);
    const firstIdle = frames.findIndex(
      (frame, n) => frame.mediaTimeMs < 0 && (frames[n - 1]?.mediaTimeMs ?? -1) >= 0,
    );
    expect(frames[firstIdle]?.atMs).toBeGreaterThanOrEqual(1400);
    expect(frames[firstIdle]?.atMs).toBeLessThan(1480);
    for (const [n, frame] of frames.entries()) {
      const before = frames[n - 1] ?? frame;
      expect(Math.abs(frame.motion.pitch - before.motion.pitch)).toBeLessThan(1);
      expect(Math.abs(frame.motion.jawOpen - before.motion.jawOpen)).toBeLessThan(0.45);
    }
    expect(frames.at(-1)?.motion.jawOpen).toBe(0);
  });

  it('has its lips at rest in the third frame after a stop, and sends nothing more of that speech', async () => {
    const { run, session, clock } = scene();
    clock.at(400, () => session.speak({ generation: 1, visemes: [vowels], audioUntilMs: 5000, final: true }));
    clock.at(1400, () => session.stopSpeaking());
    const frames = await run(2400);
    const after = frames.filter((frame) => frame.atMs > 1410);
    expect(after.every((frame) => frame.mediaTimeMs === -1)).toBe(true);
    expect(after[0]?.motion.jawOpen).toBeGreaterThan(0.2);
    expect(after[3]?.motion.jawOpen).toBe(0);
    expect(after[3]?.atMs).toBeLessThan(1400 + 4 * 40 + 20);
  });

  it('lets a new speech replace the one before', async () => {
    const { run, session, clock } = scene();
    clock.at(400, () => session.speak({ generation: 1, visemes: [vowels], audioUntilMs: 5000, final: true }));
    clock.at(800, () => session.speak({ generation: 2, visemes: [vowels], audioUntilMs: 400, final: true }));
    const frames = await run(2400);
    const second = frames.filter((frame) => frame.generation === 2 && frame.mediaTimeMs >= 0);
    expect(second.map((frame) => frame.mediaTimeMs)).toEqual(Array.from({ length: 10 }, (_, n) => n * 40));
    const lastOfFirst = frames.findLastIndex((frame) => frame.generation === 1 && frame.mediaTimeMs >= 0);
    expect(frames.findIndex((frame) => frame.generation === 2)).toBeGreaterThan(lastOfFirst);
  });

  it('stays alive while the audio of a speech is late, and goes on where it was', async () => {
    const { run, session, clock } = scene();
    clock.at(400, () => session.speak({ generation: 1, visemes: [vowels], audioUntilMs: 800, final: false }));
    clock.at(2400, () => session.speak({ generation: 1, visemes: [], audioUntilMs: 1600, final: true }));
    const frames = await run(4400);
    const spoken = frames.filter((frame) => frame.mediaTimeMs >= 0).map((frame) => frame.mediaTimeMs);
    expect(spoken).toEqual(Array.from({ length: 40 }, (_, n) => n * 40));
    expect(frames.filter((frame) => frame.atMs > 1300 && frame.atMs < 2400).length).toBeGreaterThan(20);
  });

  it('drops and counts frames that come too late instead of queueing them', async () => {
    const { run, session, clock } = scene(100);
    clock.at(2000, () =>
      session.speak({ generation: 1, visemes: [vowels], audioUntilMs: 4000, final: true }),
    );
    const frames = await run(8000);
    expect(frames.length).toBeLessThanOrEqual(81);
    const { renderedFrames, droppedFrames } = session.counts;
    expect(renderedFrames).toBe(frames.length);
    expect(droppedFrames).toBeGreaterThan(80);
    for (const frame of frames.filter(({ mediaTimeMs }) => mediaTimeMs > 400)) {
      expect(frame.atMs - (2000 + frame.mediaTimeMs)).toBeLessThan(250);
    }
  });

  it('outlives an engine that restarts, and ends when the portrait is unknown', async () => {
    const failing = scene(8, (n) => {
      if (n === 5) throw new ParleyError('engine_not_ready', 'The engine is starting.');
    });
    // The failing frame never reaches `motions`, so every frame from the fifth on fails.
    const frames = await failing.run(1000);
    expect(frames).toHaveLength(5);
    expect(failing.session.counts.droppedFrames).toBeGreaterThan(10);
    const unknown = scene(8, () => {
      throw new ParleyError('not_found', 'This portrait is not known here.');
    });
    await expect(unknown.run(1000)).rejects.toMatchObject({ code: 'not_found' });
  });
});
