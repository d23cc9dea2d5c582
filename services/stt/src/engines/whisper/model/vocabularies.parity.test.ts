import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planRow } from '../decoding/row-plan.js';
import { referenceBytes, referenceCases } from '../testing/reference-cases.js';
import { randomWhisperFolder, whisperTiny, whisperTinyNote } from '../testing/whisper-model-folders.js';
import { alignmentHeads, type ModelShape } from './alignment-heads.js';
import { readWhisperFiles } from './whisper-files.js';

const ids = z.array(z.number());
const cases = referenceCases(
  'vocabulary.json',
  z.object({
    model: z.string(),
    vocabulary: z.number(),
    special: z.record(z.string(), z.number()),
    blank: ids,
    languages: z.record(z.string(), z.number()),
    suppressed: ids,
    start_sequences: z.array(
      z.object({
        language: z.string(),
        task: z.enum(['transcribe', 'translate']),
        tokens: ids,
        without_timestamps: ids,
      }),
    ),
    last_timestamp: z.number(),
  }),
);

describe.skipIf(!existsSync(whisperTiny))(`Vocabularies, beside openai/whisper${whisperTinyNote}`, () => {
  it.each(cases)('agree on the tokens of $model', async (expected) => {
    const files = readWhisperFiles(await randomWhisperFolder(expected.model));
    const { specialTokens: special } = files;
    expect({
      eot: special.endOfText,
      sot: special.startOfTranscript,
      translate: special.translate,
      transcribe: special.transcribe,
      sot_lm: special.startOfLanguageModel,
      sot_prev: special.startOfPrevious,
      no_speech: special.noSpeech,
      no_timestamps: special.noTimestamps,
      timestamp_begin: special.timestampBegin,
    }).toEqual(expected.special);
    expect(special.timestampBegin + 1_500).toBe(expected.last_timestamp);
    expect(files.suppressedAtBegin).toEqual([...expected.blank, special.endOfText]);
    if (!files.multilingual) return;
    expect(Object.fromEntries(special.languages)).toEqual(expected.languages);
    // The English vocabulary spells these otherwise, and its files are not here.
    expect(files.suppressedTokens).toEqual(expected.suppressed);
    for (const { language, task, tokens, without_timestamps } of expected.start_sequences) {
      const promptOf = (timestamps: boolean) =>
        planRow({ task, timestamps }, language, files, 448).prompt.tokens;
      expect(promptOf(true)).toEqual(tokens);
      expect(promptOf(false)).toEqual(without_timestamps);
    }
  });
});

/** Decoder layers and heads of OpenAI's models. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  tiny: [4, 6],
  base: [6, 8],
  small: [12, 12],
  medium: [24, 16],
  large: [32, 20],
  turbo: [4, 20],
};

function shapeOf(name: string): ModelShape {
  const [decoderLayers, decoderHeads] = sizes[/turbo|tiny|base|small|medium|large/.exec(name)?.[0] ?? ''] ?? [
    0, 0,
  ];
  const newest = /turbo|large-v3|^large$/.test(name);
  const vocabularySize = name.endsWith('.en') ? 51_864 : newest ? 51_866 : 51_865;
  return { decoderLayers, decoderHeads, vocabularySize, name: `openai/whisper-${name}` };
}

describe('Alignment heads, beside openai/whisper', () => {
  const { alignment_heads: expected } = z
    .object({ alignment_heads: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))) })
    .parse(JSON.parse(referenceBytes('vocabulary.json').toString()));

  it.each(Object.entries(expected))('agree for %s', (name, heads) => {
    const shape = shapeOf(name.replace('large-v3-turbo', 'turbo'));
    expect(alignmentHeads(shape, undefined)).toEqual(heads);
  });
});
