import { z } from 'zod';

const layoutSchema = z.enum(['bins-first', 'frames-first']).default('bins-first');

/** What a network hears. Rates are those of 16 kHz audio. */
const featuresSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('nemo-mel'),
    melBins: z.int().positive().default(80),
    /** [batch, bins, frames] or [batch, frames, bins]. */
    layout: layoutSchema,
    /** Mean 0 and deviation 1 of each bin over the audio, or the logarithms as they are. */
    normalization: z.enum(['per-bin', 'none']).default('per-bin'),
    /** Frames of 10 ms for each step of the output. */
    subsampling: z.int().positive().default(8),
  }),
  z.object({
    kind: z.literal('whisper-mel'),
    melBins: z.int().positive().default(80),
    layout: layoutSchema,
    /** Frames that the network always wants, such as 3000; as many as the audio has where absent. */
    windowFrames: z.int().positive().optional(),
    subsampling: z.int().positive().default(2),
  }),
  z.object({
    kind: z.literal('waveform'),
    /** Mean 0 and variance 1 over the audio, or the samples as they are. */
    normalization: z.enum(['zero-mean-unit-variance', 'none']).default('zero-mean-unit-variance'),
    /** Samples for each step of the output. */
    subsampling: z.int().positive().default(320),
  }),
]);
export type CtcFeatures = z.infer<typeof featuresSchema>;

/** `parley-model.json` of a CTC model: how its network is fed and what its output means. */
export const ctcManifestSchema = z.object({
  type: z.literal('ctc'),
  name: z.string().optional(),
  /** Whisper's language codes. */
  languages: z.array(z.string()).min(1).default(['en']),
  /** The graph's file without format and extension. */
  graph: z.string().default('model'),
  features: featuresSchema,
  /** Names of the graph's inputs: what is heard, the number of valid frames, or 1 for each valid frame. */
  inputs: z.object({ features: z.string(), lengths: z.string().optional(), mask: z.string().optional() }),
  output: z.object({
    /** [batch, steps, classes] */
    name: z.string(),
    /** Whether the graph ends in a log-softmax. */
    isLogProbability: z.boolean(),
    /** Name of an output with the number of valid steps. */
    lengths: z.string().optional(),
  }),
  blank: z.union([z.literal('last'), z.int().min(0)]).default('last'),
  /** `vocab.txt`, `vocab.json`, `tokenizer.json` or a SentencePiece `.model`. */
  vocabulary: z.string().default('vocab.txt'),
  decoding: z
    .discriminatedUnion('method', [
      z.object({ method: z.literal('greedy') }),
      z.object({ method: z.literal('prefix-beam'), width: z.int().min(1).max(256).default(16) }),
    ])
    .default({ method: 'greedy' }),
  /** Speech is cut into stretches of this length at most; one under two seconds has no room for its padding. */
  maxAudioMs: z.int().min(2_000).default(30_000),
});
export type CtcManifest = z.infer<typeof ctcManifestSchema>;
