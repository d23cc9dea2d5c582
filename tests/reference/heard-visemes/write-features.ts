/**
 * What `train.py` learns from: the features of speech whose phonemes' times are known, and their visemes.
 * `node --import tsx write-features.ts FILE`
 */
import { writeFileSync } from 'node:fs';
import { resample } from '@parley/audio';
import { speechLanguages, visemes } from '@parley/contracts';
import {
  SpeechFeatures,
  framesAhead,
} from '../../../services/avatar/src/engines/motion/heard/speech-features.js';
import {
  SpeechFrames,
  heardSampleRate,
} from '../../../services/avatar/src/engines/motion/heard/speech-frames.js';
import { espeakName } from '../../../services/tts/src/engines/espeak/espeak-voices.js';
import type { TimedSpeech } from '../../../services/tts/src/lips/alignment/reference-speech.js';
import { speakWithEspeak } from '../../../services/tts/src/lips/testing/espeak-speech.js';
import { fliteVoices, speakWithFlite } from '../../../services/tts/src/lips/testing/flite-speech.js';
import { englishSentences } from '../../../services/tts/src/lips/testing/sentences.js';
import { visemeTimeline } from '../../../services/tts/src/lips/viseme-timeline.js';
import { sentences } from '../../bench/text-to-speech/sentences.js';

const variants = ['', '+f3', '+m7', '+f5', '+m3', '+f2'];
const noisesDb = [60, 35, 20];

let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** One line for each frame: whose voice, which viseme, then the features. */
const rows: string[] = [];

async function learnFrom(voice: string, { samples, sampleRate, phonemes }: TimedSpeech): Promise<void> {
  const speech = await resample({ samples, sampleRate }, heardSampleRate);
  const timeline = visemeTimeline(phonemes, (speech.samples.length / heardSampleRate) * 1000);
  const gain = 10 ** -random();
  const noise = 10 ** (-(noisesDb[Math.floor(random() * noisesDb.length)] ?? 60) / 20) * 0.1;
  const noisy = speech.samples.map((sample) => gain * (sample + noise * (random() * 2 - 1)));
  const frames = new SpeechFrames().push(noisy);
  const features = new SpeechFeatures();
  for (const [i, frame] of frames.entries()) {
    const known = features.push(frame);
    const timeMs = frames[i - framesAhead]?.timeMs;
    if (!known || timeMs === undefined) continue;
    const event = timeline.find((candidate) => candidate.timeMs + candidate.durationMs > timeMs);
    const viseme = visemes.indexOf(event?.viseme ?? 'sil');
    rows.push(`${voice},${viseme},${[...known].map((value) => value.toFixed(2)).join(',')}`);
  }
}

for (const [i, language] of speechLanguages.entries()) {
  for (const [k, text] of sentences[language].entries()) {
    for (const step of [0, 2]) {
      const variant = variants[(i + 3 * k + step) % variants.length] ?? '';
      const spoken = await speakWithEspeak(
        `${espeakName(language)}${variant}`,
        text,
        150 + 20 * ((i + k) % 4),
      );
      await learnFrom(`espeak-${language}`, spoken);
    }
  }
}
for (const voice of fliteVoices) {
  for (const text of englishSentences) await learnFrom(`flite-${voice}`, await speakWithFlite(voice, text));
}
/** Rooms, wind and hum, in which nobody speaks. */
for (let take = 0; take < 24; take++) {
  const smoothing = [0, 0.7, 0.95, 0.995][take % 4] ?? 0;
  let value = 0;
  const noise = Float32Array.from({ length: 2 * heardSampleRate }, () => {
    value = smoothing * value + (random() - 0.5);
    return value;
  });
  const loudest = noise.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const scale = 10 ** (-0.7 - 1.5 * random()) / loudest;
  const swell = 0.5 + 3 * random();
  const samples = noise.map(
    (sample, n) => sample * scale * (1 + 0.6 * Math.sin((2 * Math.PI * swell * n) / heardSampleRate)),
  );
  await learnFrom('noise', { samples, sampleRate: heardSampleRate, phonemes: [] });
}
writeFileSync(process.argv[2] ?? 'features.csv', rows.join('\n'));
