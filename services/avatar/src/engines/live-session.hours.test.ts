import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expressions, visemes } from '@parley/contracts';
import type { VisemeEvent } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { LiveSession } from './live-session.js';
import { motionChannels } from './motion/face-motion.js';
import type { FaceMotion, MotionChannel } from './motion/face-motion.js';
import { hashUnit } from './motion/seeded-noise.js';
import { JumpingClock } from './testing/jumping-clock.js';

const frameMs = 40;
const hourMs = 3_600_000;

/** The furthest that a channel may go from one frame to the next: lids and lips shut fast, eyes jump, the rest glides. */
const furthestStep: Record<MotionChannel, number> = {
  jawOpen: 0.7,
  lipsPart: 0.65,
  lipPress: 1,
  lipTuck: 0.95,
  mouthWide: 0.55,
  mouthRound: 0.8,
  tongueUp: 0.7,
  lipCornerUp: 0.25,
  browUp: 0.25,
  browInnerUp: 0.25,
  eyesClosed: 1.65,
  squint: 0.25,
  winkLeft: 0.3,
  winkRight: 0.3,
  gazeX: 0.8,
  gazeY: 0.5,
  pitch: 1.8,
  yaw: 1.2,
  roll: 1.5,
  breath: 0.05,
};

/** What is seen of a session, and when. */
interface Seen {
  atMs: number;
  motion: FaceMotion;
  mediaTimeMs: number;
}

function newSession(drawMs: number, seed = 3) {
  const clock = new JumpingClock();
  let motion: FaceMotion | undefined;
  const session = new LiveSession({
    clock,
    seed,
    engine: {
      renderFrame: (request) => {
        clock.pass(drawMs);
        motion = request.motion;
        return Promise.resolve(new Uint8Array(2));
      },
    },
  });
  async function* run(untilMs: number): AsyncGenerator<Seen> {
    const stop = new AbortController();
    clock.at(untilMs, () => stop.abort());
    for await (const { mediaTimeMs } of session.frames(stop.signal)) {
      if (motion) yield { atMs: clock.now(), motion, mediaTimeMs };
    }
  }
  return { clock, session, run };
}

function randomSpeech(seed: number, count: number): VisemeEvent[] {
  let timeMs = 0;
  return Array.from({ length: count }, (_, i) => {
    const viseme = visemes[Math.floor(hashUnit(seed, i) * visemes.length)] ?? 'sil';
    const durationMs = 30 + hashUnit(seed + 1, i) * 170;
    timeMs += durationMs;
    return { viseme, timeMs: timeMs - durationMs, durationMs };
  });
}

/** An hour of talk, listening, interruptions and changes of expression; the frames as a viewer sees them. */
async function livelyHour(): Promise<Seen[]> {
  const { clock, session, run } = newSession(8);
  const seen: Seen[] = [];
  let startedMs = 0;
  let turn = 0;
  /** What was drawn ahead and is then taken back is not seen. */
  const takeBack = (): void => {
    while ((seen.at(-1)?.atMs ?? -1) > clock.now()) seen.pop();
  };
  const takeTurn = (): void => {
    const kind = hashUnit(91, turn);
    session.setListening(kind > 0.75);
    session.setExpression(
      expressions[Math.floor(hashUnit(92, turn) * expressions.length)] ?? 'neutral',
      2 * hashUnit(93, turn),
      {
        hint: kind > 0.5,
        holdMs: kind < 0.25 ? 900 : undefined,
      },
    );
    const said = randomSpeech(turn, 20 + Math.floor(hashUnit(94, turn) * 60));
    const last = said.at(-1);
    takeBack();
    startedMs = clock.now();
    session.speak({
      generation: ++turn,
      visemes: said,
      audioUntilMs: (last?.timeMs ?? 0) + (last?.durationMs ?? 0),
      final: true,
    });
    const nextMs = clock.now() + 500 + 9000 * hashUnit(95, turn);
    clock.at(nextMs, () => {
      if (hashUnit(96, turn) < 0.6) {
        session.stopSpeaking();
        takeBack();
        // Sometimes the next word follows at once.
        clock.at(clock.now() + 2000 * hashUnit(97, turn) ** 3, takeTurn);
      } else takeTurn();
    });
  };
  clock.at(1000, takeTurn);
  for await (const frame of run(hourMs)) {
    seen.push({ ...frame, atMs: frame.mediaTimeMs < 0 ? frame.atMs : startedMs + frame.mediaTimeMs });
  }
  return seen;
}

describe('hours of a living face', () => {
  it('has no jump in an hour of talk, interruptions and changing expressions', async () => {
    const seen = await livelyHour();
    expect(seen.length).toBeGreaterThan(80_000);
    const furthest = Object.fromEntries(motionChannels.map((channel) => [channel, 0]));
    for (const [n, { motion, atMs }] of seen.entries()) {
      const before = seen[n - 1];
      if (!before || atMs - before.atMs > 2 * frameMs) continue;
      for (const channel of motionChannels) {
        const step = Math.abs(motion[channel] - before.motion[channel]);
        furthest[channel] = Math.max(furthest[channel] ?? 0, step);
      }
    }
    for (const channel of motionChannels) {
      expect(furthest[channel], channel).toBeLessThanOrEqual(furthestStep[channel]);
      if (channel !== 'winkRight') expect(furthest[channel], channel).toBeGreaterThan(0);
    }
  }, 60_000);

  it('blinks 10 to 25 times a minute for 100 to 400 ms, over an hour', async () => {
    const { run } = newSession(8);
    const durations: number[] = [];
    let shutSince: number | undefined;
    for await (const { atMs, motion } of run(hourMs)) {
      if (motion.eyesClosed > 0.1) shutSince ??= atMs;
      else if (shutSince !== undefined) {
        durations.push(atMs - shutSince);
        shutSince = undefined;
      }
    }
    const perMinute = durations.length / 60;
    expect(perMinute).toBeGreaterThanOrEqual(10);
    expect(perMinute).toBeLessThanOrEqual(25);
    expect(Math.min(...durations)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...durations)).toBeLessThanOrEqual(400);
  }, 60_000);

  it('speaks for two hours without drifting from its sound by a frame, in the same memory', async () => {
    const { clock, session, run } = newSession(8);
    const totalMs = 2 * hourMs;
    const partMs = 1000;
    const speakPart = (part: number): void => {
      const fromMs = part * partMs;
      session.speak({
        generation: 1,
        visemes: randomSpeech(part, 8).map((event) => ({ ...event, timeMs: event.timeMs + fromMs })),
        audioUntilMs: fromMs + partMs,
        final: fromMs + partMs >= totalMs,
      });
      if (fromMs + partMs < totalMs) clock.at(clock.now() + partMs, () => speakPart(part + 1));
    };
    clock.at(0, () => speakPart(0));
    clock.at(1, () => speakPart(1));
    const heap: number[] = [];
    let count = 0;
    let furthestMs = 0;
    for await (const { atMs, mediaTimeMs } of run(totalMs + 1000)) {
      if (mediaTimeMs < 0) continue;
      expect(mediaTimeMs).toBe(count * frameMs);
      furthestMs = Math.max(furthestMs, atMs - mediaTimeMs);
      count += 1;
      if (count % 45_000 === 0) heap.push(usedHeap());
    }
    expect(count).toBe(totalMs / frameMs);
    expect(session.counts.droppedFrames).toBe(0);
    // Never seen later than its sound, but for the time that the first frame takes to draw.
    expect(furthestMs).toBeLessThanOrEqual(frameMs);
    expect(Math.abs((heap.at(-1) ?? 0) - (heap[0] ?? 0))).toBeLessThan(4e6);
  }, 120_000);

  it('drops and counts what comes too late over an hour, and queues nothing', async () => {
    // Every frame takes longer than it lasts: half of them are late.
    const { session, run } = newSession(80);
    let count = 0;
    let lastMs = 0;
    for await (const { atMs } of run(hourMs)) {
      count += 1;
      lastMs = atMs;
    }
    const { renderedFrames, lateFrames } = session.counts;
    expect(renderedFrames).toBe(count);
    expect(Math.abs(renderedFrames + lateFrames - lastMs / frameMs)).toBeLessThanOrEqual(2);
    expect(lateFrames).toBeGreaterThan(count * 0.9);
  }, 60_000);
});

/** Bytes in use after everything that can go has gone. */
function usedHeap(): number {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
