import { describe, expect, it } from 'vitest';
import { alignmentHeads } from './alignment-heads.js';

const wrong: [number, number][] = [[9, 19]];

describe('alignmentHeads', () => {
  it('does not believe an export about large-v3', () => {
    const heads = alignmentHeads({ decoderLayers: 32, decoderHeads: 20, vocabularySize: 51_866 }, wrong);
    expect(heads).toHaveLength(10);
    expect(heads[0]).toEqual([7, 0]);
  });

  it('tells large-v1 from large-v2 by name', () => {
    const shape = { decoderLayers: 32, decoderHeads: 20, vocabularySize: 51_865 };
    expect(alignmentHeads({ ...shape, name: 'openai/whisper-large' }, undefined)).toHaveLength(9);
    expect(alignmentHeads({ ...shape, name: 'openai/whisper-large-v2' }, undefined)).toHaveLength(23);
    expect(alignmentHeads(shape, undefined)).toHaveLength(23);
  });

  it('believes other models, as far as they have such heads', () => {
    const shape = { decoderLayers: 2, decoderHeads: 20, vocabularySize: 51_866 };
    expect(alignmentHeads(shape, [[1, 4], ...wrong])).toEqual([[1, 4]]);
    expect(alignmentHeads({ ...shape, decoderHeads: 2 }, wrong)).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});
