import { describe, expect, it } from 'vitest';
import { LiveAudio } from './live-audio.js';

const ms = (count: number) => new Float32Array(count * 16).fill(0.5);
const takeAll = (audio: LiveAudio) => {
  let samples = 0;
  for (let taken = audio.take(); taken.length > 0; taken = audio.take()) samples += taken.length;
  return samples / 16;
};

describe('live audio', () => {
  it('is heard in whole windows, and the rest when it is finished', () => {
    const audio = new LiveAudio({ historyMs: 1_000, maxWaitingMs: 5_000 });
    audio.push(ms(50));
    expect(takeAll(audio)).toBe(32);
    audio.push(ms(20));
    expect(takeAll(audio)).toBe(32);
    audio.finish();
    expect(takeAll(audio)).toBe(32);
    expect(audio.read(0, 96).filter((sample) => sample === 0.5).length).toBe(70 * 16);
  });

  it('drops what it has no room for, counts it, and keeps the client’s clock', () => {
    const audio = new LiveAudio({ historyMs: 10_000, maxWaitingMs: 320 });
    expect(audio.push(ms(320))).toBe(0);
    expect(audio.push(ms(100))).toBe(100);
    takeAll(audio);
    expect(audio.push(ms(64))).toBe(0);
    expect([audio.droppedMs, audio.waitingMs]).toEqual([100, 64]);
    expect([319, 320, 350].map((heardMs) => audio.receivedMs(heardMs))).toEqual([319, 420, 450]);
  });

  it('does not count silence that it put in itself', () => {
    const audio = new LiveAudio({ historyMs: 10_000, maxWaitingMs: 5_000 });
    audio.push(ms(320));
    audio.pushSilence(640);
    audio.push(ms(320));
    takeAll(audio);
    expect([300, 1_000].map((heardMs) => audio.receivedMs(heardMs))).toEqual([300, 360]);
    expect(audio.droppedMs).toBe(0);
  });
});
