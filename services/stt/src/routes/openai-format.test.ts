import { openAiVerboseTextSchema, type Transcription } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { formatTranscription, toSrt, toVtt } from './openai-format.js';

const segment = (text: string, startMs: number, endMs: number) => ({ text, startMs, endMs });

describe('subtitles', () => {
  const segments = [
    segment(' Grüße & <b>日本語</b> ', 0, 1_234.4),
    segment('', 1_300, 1_400),
    segment('eins\n\nzwei --> drei', 3_599_999.6, 360_000_000),
  ];

  it('are SubRip: numbered, to the millisecond, no blank line inside a text', () => {
    expect(toSrt(segments)).toBe(
      '1\n00:00:00,000 --> 00:00:01,234\nGrüße & <b>日本語</b>\n\n' +
        '2\n01:00:00,000 --> 100:00:00,000\neins zwei -> drei\n\n',
    );
  });

  it('are WebVTT, where what could be a tag or an arrow is escaped', () => {
    expect(toVtt(segments)).toBe(
      'WEBVTT\n\n' +
        '00:00:00.000 --> 00:00:01.234\nGrüße &amp; &lt;b&gt;日本語&lt;/b&gt;\n\n' +
        '01:00:00.000 --> 100:00:00.000\neins zwei --&gt; drei\n\n',
    );
  });

  it('are nothing but a head where nothing was said', () => {
    expect([toSrt([]), toVtt([])]).toEqual(['', 'WEBVTT\n\n']);
  });
});

describe('verbose_json', () => {
  const decoding = {
    tokens: [50_364, 2_425, 50_414],
    temperature: 0.2,
    averageLogProbability: -0.25,
    compressionRatio: 0.9,
    noSpeechProbability: 0.01,
  };
  const transcription: Transcription = {
    text: 'Hallo',
    language: 'de',
    task: 'transcribe',
    durationMs: 8_470,
    engine: 'test',
    processingMs: 1,
    segments: [
      { ...segment('Hallo', 320, 1_000), decoding, words: [{ word: ' Hallo', startMs: 320, endMs: 990 }] },
    ],
  };

  it('has what was asked for, in seconds, with the names of OpenAI', () => {
    const { body } = formatTranscription(transcription, 'verbose_json', ['word', 'segment']);
    expect(openAiVerboseTextSchema.parse(body)).toEqual({
      task: 'transcribe',
      language: 'german',
      duration: 8.47,
      text: 'Hallo',
      words: [{ word: 'Hallo', start: 0.32, end: 0.99 }],
      segments: [
        {
          id: 0,
          seek: 32,
          start: 0.32,
          end: 1,
          text: 'Hallo',
          tokens: decoding.tokens,
          temperature: 0.2,
          avg_logprob: -0.25,
          compression_ratio: 0.9,
          no_speech_prob: 0.01,
        },
      ],
      usage: { type: 'duration', seconds: 9 },
    });
    const words = formatTranscription(transcription, 'verbose_json', ['word']).body;
    expect(words).not.toHaveProperty('segments');
  });

  it('computes what an engine does not know: ratio and probability', () => {
    const words = [{ word: 'ha', startMs: 0, endMs: 9, confidence: Math.exp(-0.5) }];
    const plain = { ...transcription, segments: [{ ...segment('ha '.repeat(100), 0, 9), words }] };
    const { segments } = openAiVerboseTextSchema.parse(
      formatTranscription(plain, 'verbose_json', ['segment']).body,
    );
    // zlib.compress(b'ha ' * 100) of Python has 15 bytes.
    expect(segments?.[0]?.compression_ratio).toBeCloseTo(300 / 15, 5);
    expect(segments?.[0]?.avg_logprob).toBeCloseTo(-0.5);
  });
});
