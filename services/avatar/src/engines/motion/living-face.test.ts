import { describe, expect, it } from 'vitest';
import { blinkAt, longestBlinkMs } from './blink.js';
import { motionChannels } from './face-motion.js';
import type { FaceMotion } from './face-motion.js';
import { LivingFace } from './living-face.js';
import { VisemeTrack } from './viseme-track.js';

const frameMs = 40;
const speech = [
  { viseme: 'aa', timeMs: 0, durationMs: 200 },
  { viseme: 'PP', timeMs: 200, durationMs: 60 },
  { viseme: 'E', timeMs: 260, durationMs: 240 },
  { viseme: 'oh', timeMs: 500, durationMs: 500 },
] as const;

function frames(
  source: LivingFace,
  count: number,
  speaking: (n: number) => number | undefined,
): FaceMotion[] {
  return Array.from({ length: count }, (_, n) => source.motionAt(n * frameMs, speaking(n)));
}

function deviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('an idle face', () => {
  const idle = frames(new LivingFace(7), 25 * 240, () => undefined);

  it('blinks as people do: every 2.4 to 4 s, for 200 to 270 ms, shut within two frames, open slowly', () => {
    const starts: number[] = [];
    let shutSince: number | undefined;
    for (let timeMs = 0; timeMs < 600_000; timeMs += 5) {
      const shut = blinkAt(3, timeMs) > 0;
      if (shut && shutSince === undefined) {
        shutSince = timeMs;
        starts.push(timeMs);
        expect(Math.max(...[1, 2].map((n) => blinkAt(3, timeMs + n * frameMs)))).toBe(1);
      } else if (!shut && shutSince !== undefined) {
        expect(timeMs - shutSince).toBeGreaterThanOrEqual(190);
        expect(timeMs - shutSince).toBeLessThanOrEqual(longestBlinkMs + 5);
        shutSince = undefined;
      }
    }
    const gaps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2395);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4005);
    const perMinute = starts.length / 10;
    expect(perMinute).toBeGreaterThan(15);
    expect(perMinute).toBeLessThan(25);
  });

  it('moves its head as much as recorded faces do that say nothing, and looks about', () => {
    // Standard deviations of LivePortrait's own recordings d7 and d8, in degrees: shared reference page, C4.
    for (const [channel, least, most] of [
      ['pitch', 1.3, 2.3],
      ['yaw', 0.6, 1],
      ['roll', 0.5, 1.1],
    ] as const) {
      const spread = deviation(idle.map((motion) => motion[channel]));
      expect(spread, channel).toBeGreaterThan(least);
      expect(spread, channel).toBeLessThan(most);
    }
    expect(deviation(idle.map((motion) => motion.gazeX))).toBeGreaterThan(0.03);
    for (const [n, motion] of idle.entries()) {
      const before = idle[n - 1] ?? motion;
      expect(Math.abs(motion.pitch - before.pitch)).toBeLessThan(0.5);
      expect(motion.jawOpen).toBe(0);
    }
  });

  it('moves the same way with the same seed, and another way with another', () => {
    expect(frames(new LivingFace(7), 100, () => undefined)).toEqual(idle.slice(0, 100));
    expect(frames(new LivingFace(8), 100, () => undefined)).not.toEqual(idle.slice(0, 100));
  });

  it('nods while it listens', () => {
    const source = new LivingFace(7);
    source.setListening(true, 0);
    const pitch = frames(source, 25 * 20, () => undefined).map((motion) => motion.pitch);
    expect(Math.max(...pitch)).toBeGreaterThan(2.5);
  });
});

describe('a speaking face', () => {
  it('moves its head more than a silent one, and less than a recorded lively speaker', () => {
    const source = new LivingFace(7);
    source.startSpeech(new VisemeTrack([{ viseme: 'aa', timeMs: 0, durationMs: 600_000 }]), 0);
    const motions = frames(source, 25 * 240, (n) => n * frameMs);
    for (const [channel, least, most] of [
      ['pitch', 2, 4.5],
      ['yaw', 0.9, 1.3],
      ['roll', 1.2, 4.8],
    ] as const) {
      const spread = deviation(motions.map((motion) => motion[channel]));
      expect(spread, channel).toBeGreaterThan(least);
      expect(spread, channel).toBeLessThan(most);
    }
  });

  it('goes from idle to speech and back without a jump', () => {
    const source = new LivingFace(5);
    source.startSpeech(new VisemeTrack(speech), 0);
    const motions = frames(source, 75, (n) => (n >= 20 && n < 45 ? (n - 20) * frameMs : undefined));
    for (const [n, motion] of motions.entries()) {
      const before = motions[n - 1] ?? motion;
      for (const channel of motionChannels) {
        // Lids and lips shut fast; everything else takes its time.
        const most = { pitch: 1, yaw: 1, roll: 1, eyesClosed: 1, lipPress: 0.95, gazeX: 0.5, gazeY: 0.5 };
        const limit = channel in most ? most[channel as keyof typeof most] : 0.45;
        expect(Math.abs(motion[channel] - before[channel]), `${channel} at frame ${n}`).toBeLessThanOrEqual(
          limit,
        );
      }
    }
    expect(Math.max(...motions.map((motion) => motion.jawOpen))).toBeGreaterThan(0.4);
    expect(motions.at(-1)?.jawOpen).toBe(0);
  });

  it('has its lips at rest in the third frame after an interruption, whatever it says and however far it was drawn ahead', () => {
    let open = 0;
    for (let stoppedMs = 0; stoppedMs < 1000; stoppedMs += 13) {
      for (const ahead of [0, 3, 8]) {
        const source = new LivingFace(5);
        source.startSpeech(new VisemeTrack(speech), 0);
        const drawn = Math.ceil(stoppedMs / frameMs) + ahead;
        for (let n = 0; n < drawn; n++) source.motionAt(n * frameMs, n * frameMs);
        source.stopSpeech(stoppedMs);
        const after = [0, 1, 2, 3].map((n) => source.motionAt(stoppedMs + n * frameMs));
        if ((after[0]?.jawOpen ?? 0) > 0.2) open += 1;
        const rest = {
          jawOpen: 0,
          lipsPart: 0,
          lipPress: 0,
          lipTuck: 0,
          mouthWide: 0,
          mouthRound: 0,
          tongueUp: 0,
        };
        expect(after[3], `stopped at ${stoppedMs} ms`).toMatchObject(rest);
      }
    }
    expect(open).toBeGreaterThan(50);
  });

  it('shows what a reply suggests while it speaks, more gently, and goes back when the turn is over', () => {
    const source = new LivingFace(5);
    source.setExpression('happy', 1, 0, { hint: true });
    source.startSpeech(new VisemeTrack([{ viseme: 'aa', timeMs: 0, durationMs: 12_000 }]), 0);
    const smile = Array.from({ length: 600 }, (_, n) =>
      source.motionAt(n * frameMs, n < 300 ? n * frameMs : undefined),
    ).map((motion) => motion.lipCornerUp);
    expect(smile[3]).toBeLessThan(0.1);
    expect(smile[290]).toBeCloseTo(0.3, 2);
    expect(smile[315]).toBeGreaterThan(0.2);
    expect(smile[599]).toBe(0);
  });

  it('keeps what somebody chose though a reply suggests something else, and goes back after a passing expression', () => {
    const source = new LivingFace(5);
    source.setExpression('sad', 1, 0);
    source.setExpression('happy', 1, 0, { hint: true });
    expect(frames(source, 50, () => undefined).at(-1)?.lipCornerUp).toBeCloseTo(-0.5);
    source.setExpression('happy', 1, 2000, { holdMs: 1000 });
    const later = Array.from({ length: 100 }, (_, n) => source.motionAt(2000 + n * frameMs).lipCornerUp);
    expect(later[24]).toBeCloseTo(0.5);
    expect(later[99]).toBeCloseTo(-0.5);
  });

  it('shuts its lips on a p though the expression holds them apart', () => {
    const source = new LivingFace(5);
    source.setExpression('surprised', 2, 0);
    source.motionAt(0);
    source.startSpeech(new VisemeTrack([{ viseme: 'PP', timeMs: 900, durationMs: 100 }]), 1000);
    const motions = Array.from({ length: 30 }, (_, n) => source.motionAt(1000 + n * frameMs, n * frameMs));
    expect(Math.min(...motions.map((motion) => motion.jawOpen + motion.lipsPart))).toBe(0);
    expect(motions[0]?.jawOpen).toBeGreaterThan(0.1);
  });

  it('reaches an expression within a third of a second and twice as far at twice the intensity', () => {
    const smile = (intensity: number): number => {
      const source = new LivingFace(1);
      source.setExpression('happy', intensity, 0);
      return source.motionAt(340).lipCornerUp;
    };
    expect(smile(0)).toBe(0);
    expect(smile(2)).toBeCloseTo(2 * smile(1));
  });
});
