import { MelFilterBank } from '@parley/audio';
import { type MelSpectrogram, melSpectrogram } from './mel-columns.js';

/** Rates of what the two networks hear. */
export const conditioningRate = 22_050;
export const speakerRate = 16_000;

const periodicWindow = (size: number, offset: number) =>
  Float64Array.from({ length: size }, (_, i) => offset - (1 - offset) * Math.cos((2 * Math.PI * i) / size));

const conditioningBins = 80;
const conditioningFrames = {
  frameSize: 2048,
  hopSize: 256,
  window: periodicWindow(1024, 0.5),
  filters: new MelFilterBank(conditioningRate, 2048, conditioningBins, { scale: 'htk', highHertz: 8_000 }),
};
const leastPower = 1e-5;

/**
 * What the GPT's conditioning is made of (idiap coqui-tts 0.27.2, xtts.py, wav_to_mel_cloning): [80, frames].
 * @param samples at 22.05 kHz
 * @param stats what the logarithms of each bin are divided by
 */
export function conditioningSpectrogram(samples: Float32Array, stats: Float32Array): MelSpectrogram {
  return melSpectrogram(
    samples,
    conditioningFrames,
    (power, bin) => Math.log(Math.max(power, leastPower)) / (stats[bin] ?? 1),
  );
}

const speakerBins = 64;
const speakerFrames = {
  frameSize: 512,
  hopSize: 160,
  window: periodicWindow(400, 0.54),
  filters: new MelFilterBank(speakerRate, 512, speakerBins, { scale: 'htk', unit: 'height' }),
};
const preEmphasis = 0.97;

/**
 * What the speaker's embedding is made of (coqui-tts, encoder/models/base_encoder.py): powers, [64, frames].
 * @param samples at 16 kHz
 */
export function speakerSpectrogram(samples: Float32Array): MelSpectrogram {
  const emphasised = samples.map((sample, i) => sample - preEmphasis * (samples[i === 0 ? 1 : i - 1] ?? 0));
  return melSpectrogram(emphasised, speakerFrames, (power) => power);
}
