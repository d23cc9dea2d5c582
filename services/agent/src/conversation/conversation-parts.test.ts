import { describe, expect, it } from 'vitest';
import { measureConversation } from './analysis.js';
import { ArrivalTimes } from './arrival-times.js';
import { heardText } from './history.js';
import { PlaybackClock } from './playback-clock.js';
import { TurnStopwatch } from './turn-latency.js';

describe('what was heard', () => {
  const pieces = [
    { text: 'One two three.', startMs: 0, endMs: 1_000 },
    { text: 'Four five six seven.', startMs: 1_000, endMs: 2_000 },
  ];

  it.each([
    [0, ''],
    [1_000, 'One two three.'],
    [1_500, 'One two three. Four five …'],
    [9_000, 'One two three. Four five six seven.'],
  ])('after %i ms', (heardMs, text) => {
    expect(heardText(pieces, heardMs)).toBe(text);
  });
});

describe('the playback clock', () => {
  it('counts time, never more than was sent, and prefers the report of the loudspeaker', () => {
    let nowMs = 1_000;
    const clock = new PlaybackClock(() => nowMs);
    expect(clock.heardMs).toBe(0);
    clock.sent(500);
    nowMs += 200;
    expect(clock.heardMs).toBe(200);
    nowMs += 1_000;
    expect(clock.heardMs).toBe(500);
    clock.report(120);
    expect(clock.heardMs).toBe(120);
  });
});

describe('stage times', () => {
  it('count from the end of speech, the first time only', () => {
    let nowMs = 500;
    const stopwatch = new TurnStopwatch(100, () => nowMs);
    stopwatch.mark('firstWordMs');
    nowMs = 900;
    stopwatch.mark('firstWordMs');
    expect(stopwatch.read()).toEqual({
      transcriptMs: null,
      firstWordMs: 400,
      firstAudioMs: null,
      firstFrameMs: null,
    });
  });

  it('turn a position in the microphone into a time', () => {
    let nowMs = 0;
    const arrivals = new ArrivalTimes(() => nowMs);
    for (let chunk = 1; chunk <= 5_000; chunk += 1) {
      nowMs = chunk * 20 + 7;
      arrivals.received(20);
    }
    expect(arrivals.at(99_990)).toBe(100_007);
    expect(arrivals.at(200_000)).toBe(nowMs);
  });
});

describe('the measured analysis', () => {
  it('counts turns, rate, words and pauses', () => {
    const turns = [
      { text: 'I like tea.', speechMs: 3_000, pauseMs: 500 },
      { text: 'Tea, I like!', speechMs: 3_000, pauseMs: 2_500 },
    ];
    expect(measureConversation(turns, 'en', 20_000)).toEqual({
      turns: 2,
      durationMs: 20_000,
      wordsPerMinute: 60,
      longPauses: 1,
      vocabulary: { words: 6, uniqueWords: 3, mostUsed: ['i', 'like', 'tea'] },
      source: 'measured',
    });
    expect(measureConversation([], 'en', 0).wordsPerMinute).toBe(0);
  });
});
