import { describe, expect, it } from 'vitest';
import { SampleHistory } from './sample-history.js';
import { randomNumbers } from './testing/random-numbers.js';

describe('SampleHistory', () => {
  it('gives back any stretch it still has, and says what is gone', () => {
    const history = new SampleHistory(4);
    expect(history.push(new Float32Array([0, 1, 2]))).toBe(0);
    expect(history.push(new Float32Array([3, 4, 5]))).toBe(2);
    expect([history.start, history.end]).toEqual([2, 6]);
    expect(history.read(3, 5)).toEqual({ start: 3, samples: new Float32Array([3, 4]), missing: 0 });
    expect(history.read(0, 4)).toEqual({ start: 2, samples: new Float32Array([2, 3]), missing: 2 });
    expect(history.read(5, 99).samples).toEqual(new Float32Array([5]));
    expect(history.read(99, 100).samples).toHaveLength(0);
    expect(history.read(-5, 3)).toEqual({ start: 2, samples: new Float32Array([2]), missing: 2 });
  });

  it('is right for blocks of any size, longer than itself too', () => {
    const random = randomNumbers(3);
    const history = new SampleHistory(97);
    let pushed = 0;
    let lost = 0;
    for (let run = 0; run < 500; run++) {
      const length = Math.floor(random() * 250);
      lost += history.push(Float32Array.from({ length }, (_, i) => pushed + i));
      pushed += length;
      const from = history.start + Math.floor(random() * 100);
      const { start, samples } = history.read(from, from + 40);
      expect([...samples]).toEqual(Array.from(samples, (_, i) => start + i));
      expect(history.read(0, pushed).samples).toHaveLength(Math.min(97, pushed));
    }
    expect([history.end, lost]).toEqual([pushed, pushed - 97]);
  });
});
