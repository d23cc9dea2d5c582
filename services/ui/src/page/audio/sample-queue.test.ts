import { describe, expect, it } from 'vitest';
import { SampleQueue } from './sample-queue.js';

const ramp = (from: number, length: number) => Float32Array.from({ length }, (_, index) => from + index);

function readAll(queue: SampleQueue, length: number, step = 1): number[] {
  const output = new Float32Array(length);
  return [...output.subarray(0, queue.read(output, step))];
}

describe('SampleQueue', () => {
  it('gives back what was pushed, in order, across chunks of any size', () => {
    const queue = new SampleQueue(100);
    queue.push(ramp(0, 3));
    queue.push(ramp(3, 1));
    queue.push(ramp(4, 6));
    expect([...readAll(queue, 4), ...readAll(queue, 4), ...readAll(queue, 4)]).toEqual([...ramp(0, 10)]);
    expect(queue.length).toBe(0);
  });

  it('reads less than asked when it runs dry', () => {
    const queue = new SampleQueue(100);
    queue.push(ramp(0, 5));
    expect(readAll(queue, 8)).toHaveLength(5);
  });

  it('refuses a chunk that does not fit, and takes none of it', () => {
    const queue = new SampleQueue(5);
    expect(queue.push(ramp(0, 4))).toBe(true);
    expect(queue.push(ramp(4, 2))).toBe(false);
    expect(queue.length).toBe(4);
    readAll(queue, 3);
    expect(queue.push(ramp(4, 2))).toBe(true);
  });

  it('doubles the rate by interpolating, across the edge of chunks too', () => {
    const queue = new SampleQueue(100);
    queue.push(ramp(0, 2));
    queue.push(ramp(2, 2));
    expect(readAll(queue, 7, 0.5)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3]);
  });
});
