import { resample } from '@parley/audio';
import { type SpeechLanguage, speechLanguages, speechSampleRate } from '@parley/contracts';
import { espeakName } from '../../../services/tts/src/engines/espeak/espeak-voices.js';
import {
  type TimedSpeech,
  prepareReference,
} from '../../../services/tts/src/lips/alignment/reference-speech.js';
import { speakWithEspeak } from '../../../services/tts/src/lips/testing/espeak-speech.js';
import { fliteVoices, speakWithFlite } from '../../../services/tts/src/lips/testing/flite-speech.js';
import { onsetErrors, percentile } from '../../../services/tts/src/lips/testing/onset-errors.js';
import {
  type Method,
  chunksOf,
  methods,
  predictOnsets,
} from '../../../services/tts/src/lips/testing/predict-onsets.js';
import { PieceAligner } from '../../../services/tts/src/lips/alignment/piece-aligner.js';
import { Speaker } from '../../../services/tts/src/lips/alignment/speaker.js';
import { englishSentences } from '../../../services/tts/src/lips/testing/sentences.js';
import { type BenchResult, type BenchRow, againstLimit, spreadOf } from '../result.js';
import { sentences } from './sentences.js';

const limitMs = 40;
const noiseDb = 20;
/** A telephone's rate: nothing above 4 kHz is left. */
const narrowRate = 8_000;
/** Voices and rates that are far from the reference's, in words a minute. */
const otherEspeakVoices = [
  { variant: 'f3', rate: 120 },
  { variant: 'm7', rate: 220 },
  { variant: 'f5', rate: 200 },
  { variant: 'klatt', rate: 150 },
  { variant: 'croak', rate: 140 },
] as const;
const costSeconds = 30;
const costRuns = 7;

/** Texts, and how each is spoken by a voice whose own times are known but not used. */
interface Case {
  name: string;
  language: SpeechLanguage;
  texts: readonly string[];
  speak: (text: string) => Promise<TimedSpeech>;
  headline?: true;
}

function cases(): Case[] {
  const flite = (name: string, speak: (voice: string, text: string) => Promise<TimedSpeech>): Case[] =>
    fliteVoices.map((voice) => ({
      name: `flite ${voice}${name}`,
      language: 'en',
      texts: englishSentences,
      speak: (text) => speak(voice, text),
    }));
  const espeak = (language: SpeechLanguage, texts: readonly string[]): Case[] =>
    otherEspeakVoices.map(({ variant, rate }) => ({
      name: `espeak-ng ${language}, ${variant} at ${rate} words a minute`,
      language,
      texts,
      speak: (text) => speakWithEspeak(`${espeakName(language)}+${variant}`, text, rate),
    }));
  return [
    ...flite('', speakWithFlite),
    ...flite(', slowly', (voice, text) => speakWithFlite(voice, text, 1.3)),
    ...flite(`, noise at ${noiseDb} dB`, async (voice, text) => withNoise(await speakWithFlite(voice, text))),
    ...flite(', through 8 kHz', async (voice, text) => narrowed(await speakWithFlite(voice, text))),
    ...espeak('en', englishSentences),
    ...speechLanguages
      .filter((language) => language !== 'en')
      .map((language) => ({
        name: `espeak-ng ${language}, ${otherEspeakVoices.length} voices, 120 to 220 words a minute`,
        language,
        texts: otherEspeakVoices.flatMap(() => sentences[language]),
        speak: espeakInTurn(language),
      })),
  ];
}

/** Each time by the next of the other voices. */
function espeakInTurn(language: SpeechLanguage): Case['speak'] {
  let turn = 0;
  return (text) => {
    const { variant, rate } = otherEspeakVoices[Math.floor(turn++ / 2) % otherEspeakVoices.length] ?? {
      variant: 'f3',
      rate: 120,
    };
    return speakWithEspeak(`${espeakName(language)}+${variant}`, text, rate);
  };
}

/** White noise, so much softer than the speech. */
function withNoise({ samples, ...rest }: TimedSpeech): TimedSpeech {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const amplitude = Math.sqrt(3 * power) * 10 ** (-noiseDb / 20);
  let state = 1;
  const noisy = samples.map((value) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return value + amplitude * (state / 2 ** 31 - 1);
  });
  return { ...rest, samples: noisy };
}

async function narrowed({ phonemes, ...pcm }: TimedSpeech): Promise<TimedSpeech> {
  return { phonemes, ...(await resample(await resample(pcm, narrowRate), speechSampleRate)) };
}

async function errorsOf({ language, texts, speak }: Case): Promise<Record<Method, number[]>> {
  const errors: Record<Method, number[]> = { scaled: [], aligned: [], streamed: [] };
  for (const text of texts) {
    const reference = await speakWithEspeak(espeakName(language), text);
    const spoken = await speak(text);
    for (const method of methods) {
      const found = onsetErrors(predictOnsets(method, reference, spoken), spoken.phonemes);
      errors[method].push(...found.map((error) => Math.abs(error)));
    }
  }
  return errors;
}

/** A method's median and 90th percentile beside plain scaling's. */
function rowsOf(work: string, method: 'aligned' | 'streamed', errors: Record<Method, number[]>): BenchRow[] {
  return ([0.5, 0.9] as const).map((share) => {
    const ours = spreadOf([percentile(errors[method], share)]);
    const scaled = spreadOf([percentile(errors.scaled, share)]);
    return {
      work: `${work} (${errors[method].length} phonemes)`,
      metric: `error of onsets, ${method === 'aligned' ? 'whole' : 'streamed'}, p${share * 100}`,
      unit: 'ms',
      ours,
      peer: { name: 'scaling to its length', version: '', ...scaled },
      ratio: Number((scaled.median / ours.median).toPrecision(3)),
    };
  });
}

/** Processor time for half a minute of speech in one piece: the reference's features, and the alignment. */
async function costRows(): Promise<BenchRow[]> {
  const text = englishSentences.slice(0, 7).join(' ');
  const reference = await speakWithEspeak('en-us', text);
  const spoken = await resample(await speakWithEspeak('en-us+f3', text, 150), speechSampleRate);
  const samples = spoken.samples.subarray(0, costSeconds * speechSampleRate);
  const seconds = Math.round(samples.length / speechSampleRate);
  const measure = (work: () => void) => {
    work();
    return spreadOf(
      Array.from({ length: costRuns }, () => {
        const before = process.cpuUsage();
        work();
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1_000;
      }),
    );
  };
  const prepared = prepareReference(reference);
  const row = { work: `${seconds} s of speech in one piece`, unit: 'ms' };
  const align = (firstMs: number) => () => {
    const aligner = new PieceAligner(prepared, new Speaker(), speechSampleRate);
    for (const chunk of chunksOf(samples, firstMs)) aligner.push(chunk.samples, chunk.isLast);
  };
  return [
    { ...row, metric: 'processor time, reference', ours: measure(() => prepareReference(reference)) },
    { ...row, metric: 'processor time, aligned whole', ours: measure(align(Infinity)) },
    { ...row, metric: 'processor time, aligned as it streams', ours: measure(align(400)) },
  ];
}

/** How far from where voices say that their phones begin the aligner finds them, given audio and text only. */
export async function bench(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const allFlite: Record<Method, number[]> = { scaled: [], aligned: [], streamed: [] };
  for (const each of cases()) {
    const errors = await errorsOf(each);
    if (each.name.startsWith('flite')) for (const method of methods) allFlite[method].push(...errors[method]);
    rows.push(...rowsOf(each.name, 'aligned', errors), ...rowsOf(each.name, 'streamed', errors));
  }
  const headline = (['aligned', 'streamed'] as const).map((method): BenchRow => ({
    ...againstLimit(
      {
        work: `lips for flite's five voices, slow, noisy and narrow ones too, by audio and text alone`,
        metric: `error of phone onsets, ${method === 'aligned' ? 'whole pieces' : 'streamed'}, p50`,
        unit: 'ms',
        ours: spreadOf([percentile(allFlite[method], 0.5)]),
      },
      limitMs,
    ),
    headline: true,
  }));
  return {
    bench: 'lip-timing',
    about:
      'Onsets of phonemes found in speech of which only audio and text are given, by aligning them to espeak-ng’s default voice at 175 words a minute; the error is the distance from the speaking voice’s own times. Streamed: chunks of 0.4 s, growing to 0.93 s, each final at once. Scaling: the reference stretched from the first sound to the last.',
    rows: [...headline, ...rows, ...(await costRows())],
  };
}
