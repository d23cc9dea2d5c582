/**
 * Writes `docs/voices`: a page on which each voice of this machine is heard, and seen as a spectrogram above what the
 * mouth does. It speaks through the service, so that every installed engine comes with it. Run by hand:
 *
 *     npm run docs:voices
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeWholeAudio, floatFromPcm16 } from '@parley/audio';
import {
  type SpeechLanguage,
  type VisemeEvent,
  speechLanguages,
  speechSampleRate,
  voiceListSchema,
} from '@parley/contracts';
import { espeakName } from '../../services/tts/src/engines/espeak/espeak-voices.js';
import { PieceAligner } from '../../services/tts/src/lips/alignment/piece-aligner.js';
import { prepareReference } from '../../services/tts/src/lips/alignment/reference-speech.js';
import { Speaker } from '../../services/tts/src/lips/alignment/speaker.js';
import { speakWithEspeak } from '../../services/tts/src/lips/testing/espeak-speech.js';
import { chunksOf } from '../../services/tts/src/lips/testing/predict-onsets.js';
import { sentences } from '../bench/text-to-speech/sentences.js';
import { StandaloneService } from '../constellation/standalone-service.js';
import { drawSpeech } from './spectrogram-picture.js';
import { speakThroughService } from './speak-through-service.js';

const folder = fileURLToPath(new URL('../../docs/voices/', import.meta.url));
const names = new Intl.DisplayNames('en', { type: 'language' });

interface Sample {
  engine: string;
  language: SpeechLanguage;
  voice: string;
  text: string;
  file: string;
}

/** The first voice of each engine in each of its languages. */
async function listVoices(service: StandaloneService) {
  const { voices } = voiceListSchema.parse(await (await fetch(service.url('/voices'))).json());
  const engines = [...new Set(voices.map(({ engine }) => engine))];
  return engines.flatMap((engine) =>
    speechLanguages.flatMap((language) => {
      const voice = voices.find((each) => each.engine === engine && each.languages.includes(language));
      return voice ? [{ engine, language, voice: voice.id }] : [];
    }),
  );
}

/** What the aligner makes of the audio and the text alone, as the audio streams. */
async function findVisemes(
  samples: Float32Array,
  text: string,
  language: SpeechLanguage,
): Promise<VisemeEvent[]> {
  const reference = await speakWithEspeak(espeakName(language), text);
  const aligner = new PieceAligner(prepareReference(reference), new Speaker(), speechSampleRate);
  return [...chunksOf(samples)].flatMap((chunk) => aligner.push(chunk.samples, chunk.isLast));
}

async function makeSample(
  service: StandaloneService,
  { engine, language, voice }: Omit<Sample, 'text' | 'file'>,
): Promise<Sample> {
  const [, text] = sentences[language];
  const speech = await speakThroughService(service.url(''), { text, language, voice, engine });
  const samples = floatFromPcm16(speech.pcm16);
  const file = `${engine}-${language}`;
  const found = await findVisemes(samples, text, language);
  const rows = [
    { title: `mouth shapes as ${engine} sends them`, visemes: speech.visemes },
    { title: 'found from the audio and the text alone, while it streams', visemes: found },
  ];
  writeFileSync(`${folder}${file}.png`, await drawSpeech(samples, rows));
  const options = { format: 'opus', sampleRate: speechSampleRate } as const;
  const opus = await encodeWholeAudio(once(speech.pcm16), options, new AbortController().signal);
  writeFileSync(`${folder}${file}.opus`, opus);
  return { engine, language, voice, text, file };
}

async function* once(pcm16: Uint8Array) {
  yield pcm16;
}

function pageOf(samples: readonly Sample[]): string {
  const engines = [...new Set(samples.map(({ engine }) => engine))];
  const parts = engines.map((engine) => {
    const own = samples.filter((sample) => sample.engine === engine).map(sectionOf);
    return `## ${engine}\n\n${own.join('\n')}`;
  });
  return `# What the voices sound like

Each voice says one sentence: listen to it, see its spectrogram (up to 8 kHz, the brighter the louder), and what the
mouth does meanwhile in the Oculus set of visemes. The first track is what listeners get. The second is found from the
audio and the text alone, which is how the lips of engines move that do not know when they say what.

Made by \`npm run docs:voices\` with the engines of the machine it ran on (${engines.join(', ')}); not by hand. How far
the second track is from the truth, \`npm run bench -- lip-timing\` measures.

${parts.join('\n\n')}`;
}

function sectionOf({ language, voice, text, file }: Sample): string {
  const name = names.of(language) ?? language;
  return `### ${name}

> ${text}

[listen](${file}.opus) (voice \`${voice}\`)

![Spectrogram and mouth shapes of the sentence in ${name}](${file}.png)
`;
}

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(`${folder}${name}`);
const service = await StandaloneService.start('tts', {});
try {
  const samples: Sample[] = [];
  for (const voice of await listVoices(service)) samples.push(await makeSample(service, voice));
  writeFileSync(`${folder}README.md`, pageOf(samples));
} finally {
  await service.stop();
}
