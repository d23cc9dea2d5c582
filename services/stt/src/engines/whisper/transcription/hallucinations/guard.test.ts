import { beforeAll, describe, expect, it } from 'vitest';
import { readWhisperFiles, type WhisperFiles } from '../../model/whisper-files.js';
import { trainedWhisper } from '../../testing/trained-whisper.js';
import type { TranscribedSegment } from '../transcribed-segment.js';
import { removeHallucinations } from './guard.js';

describe('what decoding lets pass', () => {
  let files: WhisperFiles;
  beforeAll(async () => {
    files = readWhisperFiles(trainedWhisper);
  });

  function segment(text: string, decoded: Partial<TranscribedSegment['decoded']> = {}): TranscribedSegment {
    const tokens = files.tokenizer.encode(text);
    const words = tokens.map((token) => ({
      word: files.tokenizer.decode([token]),
      tokens: [token],
      startMs: 0,
      endMs: 100,
      probability: 1,
    }));
    const likely = {
      tokens,
      text,
      language: 'en',
      averageLogProbability: -0.2,
      noSpeechProbability: 0.01,
      temperature: 0,
      compressionRatio: 1,
    };
    return { startMs: 0, endMs: 900, tokens, words, text, seekFrames: 0, decoded: { ...likely, ...decoded } };
  }

  const texts = (segments: readonly TranscribedSegment[]) =>
    removeHallucinations(segments, files).map(({ text }) => text);

  it('is cut where it says the same over and over, with its words', () => {
    const loop = segment(` red${' blue green'.repeat(9)}`, { compressionRatio: 5 });
    const [cut] = removeHallucinations([loop], files);
    expect(cut?.text).toBe(' red blue green');
    expect(cut?.words?.map(({ word }) => word)).toEqual([' red', ' blue', ' green']);
  });

  it('stays where somebody only says something often', () => {
    const often = ' left'.repeat(8);
    expect(texts([segment(often)])).toEqual([often]);
  });

  it('goes where nobody seems to speak and it is improbable, or a phrase for silence', () => {
    const silent = { noSpeechProbability: 0.5 };
    expect(texts([segment(' red', { ...silent, averageLogProbability: -1.2 })])).toEqual([]);
    expect(texts([{ ...segment(' red', silent), text: ' Thank you.' }])).toEqual([]);
    expect(texts([segment(' red', silent)])).toEqual([' red']);
    expect(texts([segment(' red', { averageLogProbability: -1.2 })])).toEqual([' red']);
    expect(texts([{ ...segment(' red'), text: ' Thank you.' }])).toEqual([' Thank you.']);
  });
});
