/** A layer of the decoder, and a head in it. */
export type AttentionHead = readonly [layer: number, head: number];

/** What tells OpenAI's models apart. */
export interface ModelShape {
  decoderLayers: number;
  decoderHeads: number;
  vocabularySize: number;
  /** Where the weights came from, such as openai/whisper-large-v2: v1 and v2 have the same shape. */
  name?: string;
}

/**
 * Heads by decoder layers, heads in a layer, and vocabulary size, each as layer.head
 * (openai/whisper, __init__.py, _ALIGNMENT_HEADS, decoded).
 */
const headsByShape: Readonly<Record<string, string>> = {
  '4/6/51865': '2.2 3.0 3.2 3.3 3.4 3.5',
  '6/8/51865': '3.1 4.2 4.3 4.7 5.1 5.2 5.4 5.6',
  '12/12/51865': '5.3 5.9 8.0 8.4 8.7 8.8 9.0 9.7 9.9 10.5',
  '24/16/51865': '13.15 15.4 15.15 16.1 20.0 23.4',
  '32/20/51865':
    '10.12 13.17 16.11 16.12 16.13 17.15 17.16 18.4 18.11 18.19 19.11 21.2 21.3 22.3 22.9 22.12 23.5 23.7 23.13 ' +
    '25.5 26.1 26.12 27.15',
  '32/20/51866': '7.0 10.17 12.18 13.12 16.1 17.14 19.11 21.4 24.1 25.6',
  '4/20/51866': '2.4 2.11 3.3 3.6 3.11 3.14',
  '4/6/51864': '1.0 2.0 2.5 3.0 3.1 3.2 3.3 3.4',
  '6/8/51864': '3.3 4.7 5.1 5.5 5.7',
  '12/12/51864': '6.6 7.0 7.3 7.8 8.2 8.5 8.7 9.0 9.4 9.8 9.10 10.0 10.1 10.2 10.3 10.6 10.11 11.2 11.4',
  '24/16/51864':
    '11.4 14.1 14.12 14.14 15.4 16.0 16.4 16.9 17.12 17.14 18.7 18.10 18.15 20.0 20.3 20.9 20.14 21.12',
};

/** large-v1, which has large-v2's shape. */
const largeV1Heads = '9.19 11.2 11.4 11.17 22.7 22.11 22.17 23.2 23.15';

/**
 * Cross-attention heads that follow the audio. OpenAI's models have them in a table: exports carry wrong ones for
 * large-v3. Other models say them in their configuration; without, the upper half of the layers is taken, as
 * openai/whisper does.
 */
export function alignmentHeads(
  shape: ModelShape,
  configured: readonly AttentionHead[] | undefined,
): AttentionHead[] {
  const { decoderLayers, decoderHeads, vocabularySize, name = '' } = shape;
  const key = `${decoderLayers}/${decoderHeads}/${vocabularySize}`;
  const known = /whisper-large(-v1)?$/.test(name) && key === '32/20/51865' ? largeV1Heads : headsByShape[key];
  if (known !== undefined) return parseHeads(known);
  const possible = configured?.filter(([layer, head]) => layer < decoderLayers && head < decoderHeads) ?? [];
  if (possible.length > 0) return possible;
  const upper = Array.from({ length: decoderLayers }, (_, layer) => layer).slice(
    Math.floor(decoderLayers / 2),
  );
  return upper.flatMap((layer) =>
    Array.from({ length: decoderHeads }, (_, head): AttentionHead => [layer, head]),
  );
}

function parseHeads(list: string): AttentionHead[] {
  return list.split(' ').map((pair) => {
    const [layer = 0, head = 0] = pair.split('.').map(Number);
    return [layer, head];
  });
}
