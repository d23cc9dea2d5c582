import { describe, expect, it } from 'vitest';
import type { SegmenterOptions, SpeechEvent } from './speech-segmenter.js';
import { scoreMs, SpeechSegmenter } from './speech-segmenter.js';
import { randomNumbers } from './testing/random-numbers.js';

/** Scores in words: '.' nobody speaks, '#' somebody does, '~' between the two thresholds. */
function scoresOf(picture: string): number[] {
  return Array.from(picture, (letter) => ({ '#': 0.9, '~': 0.4, ',': 0.2 })[letter] ?? 0.02);
}

const plain: Partial<SegmenterOptions> = {
  minSpeechMs: 3 * scoreMs,
  minSilenceMs: 5 * scoreMs,
  preRollMs: 0,
  postRollMs: 0,
};

function eventsOf(picture: string, options: Partial<SegmenterOptions> = {}): SpeechEvent[] {
  const segmenter = new SpeechSegmenter({ ...plain, ...options });
  return [...scoresOf(picture).flatMap((score) => segmenter.push(score)), ...segmenter.flush()];
}

/** What began and ended, with times in scores. */
function outline(events: readonly SpeechEvent[]): string[] {
  return events.map((event) => `${event.type} ${event.atMs / scoreMs} known ${event.detectedAtMs / scoreMs}`);
}

describe('SpeechSegmenter', () => {
  it('finds an utterance, and knows it only when it can', () => {
    expect(outline(eventsOf('..######......'))).toEqual(['speech-start 2 known 5', 'speech-end 8 known 13']);
  });

  it('hears nothing in silence, in a short burst, or in what never passes the upper threshold', () => {
    for (const picture of ['.........', '..##..##..##...', '~~~~~~~~~~~~~~'])
      expect(eventsOf(picture)).toEqual([]);
  });

  it('goes on through scores between the thresholds', () => {
    expect(outline(eventsOf('#~~~~~~~~~~~~~~~~.....'))).toEqual([
      'speech-start 0 known 3',
      'speech-end 17 known 22',
    ]);
  });

  it('bridges a pause that is shorter than the silence asked for', () => {
    expect(outline(eventsOf('####....####.....'))).toEqual([
      'speech-start 0 known 3',
      'speech-end 12 known 17',
    ]);
    expect(eventsOf('####.....####.....')).toHaveLength(4);
  });

  it('needs a full score to take back a pause that has begun', () => {
    expect(outline(eventsOf('####.~~~~~'))).toEqual(['speech-start 0 known 3', 'speech-end 4 known 9']);
  });

  it('begins earlier and ends later by the padding, never before zero or inside what ended before', () => {
    const padding = { preRollMs: 4 * scoreMs, postRollMs: 2 * scoreMs };
    expect(outline(eventsOf('..####.....', padding))).toEqual([
      'speech-start 0 known 5',
      'speech-end 8 known 11',
    ]);
    const twice = eventsOf('.....####.....####.....', padding);
    expect(outline(twice)).toEqual([
      'speech-start 1 known 8',
      'speech-end 11 known 14',
      'speech-start 11 known 17',
      'speech-end 20 known 23',
    ]);
  });

  it('cuts a long utterance at its quietest place and goes on', () => {
    const events = eventsOf('###########~####.....', { maxUtteranceMs: 14 * scoreMs });
    expect(outline(events)).toEqual([
      'speech-start 0 known 3',
      'speech-end 11.5 known 14',
      'speech-start 11.5 known 14',
      'speech-end 16 known 21',
    ]);
    expect(events).toMatchObject([
      { continued: false },
      { reason: 'too-long' },
      { continued: true },
      { reason: 'silence' },
    ]);
  });

  it('ends a long utterance in the pause it is in, without a next one', () => {
    expect(outline(eventsOf('###########..', { maxUtteranceMs: 12 * scoreMs }))).toEqual([
      'speech-start 0 known 3',
      'speech-end 11 known 12',
    ]);
  });

  it('ends with its stream', () => {
    expect(eventsOf('..####')).toMatchObject([
      { type: 'speech-start' },
      { type: 'speech-end', atMs: 6 * scoreMs, reason: 'stream-end' },
    ]);
  });

  it('waits longer or shorter for the end as soon as it is told', () => {
    const segmenter = new SpeechSegmenter(plain);
    for (const score of scoresOf('####..')) segmenter.push(score);
    expect(segmenter).toMatchObject({ speaking: true, pauseMs: 2 * scoreMs });
    segmenter.configure({ minSilenceMs: 3 * scoreMs });
    expect(segmenter.push(0)).toMatchObject([{ type: 'speech-end', atMs: 4 * scoreMs }]);
    expect(segmenter).toMatchObject({ speaking: false, pauseMs: 0 });
  });

  it('takes a score that is no number for silence', () => {
    const segmenter = new SpeechSegmenter(plain);
    for (let i = 0; i < 50; i++) expect(segmenter.push(NaN)).toEqual([]);
  });

  it('gives utterances in order that do not overlap and are never too long, whatever the scores', () => {
    const random = randomNumbers(11);
    const maxUtteranceMs = 40 * scoreMs;
    for (let run = 0; run < 30; run++) {
      const segmenter = new SpeechSegmenter({ preRollMs: 100, minSilenceMs: 200, maxUtteranceMs });
      let level = 0.5;
      const events: SpeechEvent[] = [];
      for (let i = 0; i < 2000; i++) {
        level = Math.min(1, Math.max(0, level + (random() - 0.5) * 0.4));
        events.push(...segmenter.push(level));
      }
      events.push(...segmenter.flush());
      expect(events.length).toBeGreaterThan(2);
      events.forEach((event, i) => {
        const before = events[i - 1];
        expect(event.type).toBe(i % 2 === 0 ? 'speech-start' : 'speech-end');
        expect(event.atMs).toBeGreaterThanOrEqual(before?.atMs ?? 0);
        expect(event.atMs).toBeLessThanOrEqual(event.detectedAtMs);
        if (before?.type === 'speech-start')
          expect(event.atMs - before.atMs).toBeLessThanOrEqual(maxUtteranceMs);
      });
    }
  });
});
