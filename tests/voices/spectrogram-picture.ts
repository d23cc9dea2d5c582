import { PowerSpectrum } from '@parley/audio';
import { type Viseme, type VisemeEvent, speechSampleRate } from '@parley/contracts';
import sharp from 'sharp';

/** A named row of mouth shapes under a spectrogram. */
export interface VisemeRow {
  title: string;
  visemes: readonly VisemeEvent[];
}

const pixelsPerSecond = 250;
const left = 8;
const spectrumHeight = 128;
const rowHeight = 26;
const titleHeight = 18;
const axisHeight = 20;
const topHertz = 8_000;
const frameSize = 1_024;
/** Steps of loudness: few, so that the file is small. */
const steps = 16;
/** From black to white. */
const softestDb = -75;
const loudestDb = -15;

/** Shapes of a kind have one colour: lips shut, teeth and tongue, open, round. */
const colours: Record<Viseme, string> = {
  sil: '#e8e8e8',
  PP: '#c0392b',
  FF: '#d35400',
  TH: '#b9770e',
  DD: '#7d6608',
  kk: '#616a6b',
  CH: '#1e8449',
  SS: '#148f77',
  nn: '#117a65',
  RR: '#2874a6',
  aa: '#6c3483',
  E: '#8e44ad',
  ih: '#a569bd',
  oh: '#1f618d',
  ou: '#154360',
};

/** Dark to light, as most spectrograms are drawn: red, green and blue at equal steps of loudness. */
const palette = [
  [0, 0, 4],
  [60, 15, 112],
  [140, 41, 129],
  [222, 73, 104],
  [254, 159, 109],
  [252, 253, 191],
] as const;

const window = Float64Array.from(
  { length: frameSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / frameSize),
);

/** The speech as a picture: frequencies up to 8 kHz over time, and what the mouth does under it. A PNG file. */
export async function drawSpeech(samples: Float32Array, rows: readonly VisemeRow[]): Promise<Buffer> {
  const seconds = samples.length / speechSampleRate;
  const width = Math.ceil(seconds * pixelsPerSecond);
  const spectrogram = { raw: { width, height: spectrumHeight, channels: 3 } } as const;
  const height = spectrumHeight + axisHeight + rows.length * (titleHeight + rowHeight) + 6;
  const svg = annotations(rows, seconds, width, height);
  return sharp({
    create: { width: width + 2 * left, height, channels: 3, background: '#ffffff' },
  })
    .composite([
      { input: drawSpectrum(samples, width), ...spectrogram, left, top: 0 },
      { input: Buffer.from(svg), left: 0, top: 0 },
    ])
    .png({ palette: true, colours: 48, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
}

function drawSpectrum(samples: Float32Array, width: number): Buffer {
  const spectrum = new PowerSpectrum(frameSize);
  const power = new Float64Array(spectrum.bins);
  const pixels = Buffer.alloc(width * spectrumHeight * 3);
  const padded = new Float32Array(samples.length + frameSize);
  padded.set(samples, frameSize / 2);
  for (let x = 0; x < width; x++) {
    spectrum.compute(padded, Math.round((x / pixelsPerSecond) * speechSampleRate), window, power);
    for (let y = 0; y < spectrumHeight; y++) {
      const hertz = (topHertz * (spectrumHeight - y - 0.5)) / spectrumHeight;
      const energy = power[Math.round((hertz * frameSize) / speechSampleRate)] ?? 0;
      const decibels = 10 * Math.log10(energy + 1e-12) - 20 * Math.log10(frameSize / 4);
      pixels.set(colourOf((decibels - softestDb) / (loudestDb - softestDb)), (y * width + x) * 3);
    }
  }
  return pixels;
}

/** @param loudness 0 to 1 */
function colourOf(loudness: number): number[] {
  const step = Math.round(Math.min(1, Math.max(0, loudness)) * (steps - 1)) / steps;
  const at = step * (palette.length - 1);
  const from = palette[Math.floor(at)] ?? palette[0];
  const to = palette[Math.floor(at) + 1] ?? from;
  return from.map((value, channel) => Math.round(value + (at % 1) * ((to[channel] ?? 0) - value)));
}

function annotations(rows: readonly VisemeRow[], seconds: number, width: number, height: number): string {
  const ticks = Array.from({ length: Math.floor(seconds) + 1 }, (_, second) => {
    const x = left + second * pixelsPerSecond;
    return `<line x1="${x}" x2="${x}" y1="${spectrumHeight}" y2="${spectrumHeight + 5}" stroke="#333"/>
      <text x="${x + 3}" y="${spectrumHeight + 14}" class="small">${second} s</text>`;
  });
  const tracks = rows.map(({ title, visemes }, i) => {
    const top = spectrumHeight + axisHeight + i * (titleHeight + rowHeight);
    const boxes = visemes.map((event) => box(event, top + titleHeight));
    return `<text x="${left}" y="${top + 13}" class="title">${title}</text>${boxes.join('')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * left}" height="${height}">
    <style>text { font-family: 'DejaVu Sans', sans-serif; fill: #222 } .small { font-size: 10px }
      .title { font-size: 11px } .shape { font-size: 9px; fill: #fff; text-anchor: middle }</style>
    ${ticks.join('')}${tracks.join('')}</svg>`;
}

function box({ viseme, timeMs, durationMs }: VisemeEvent, top: number): string {
  const x = left + (timeMs / 1_000) * pixelsPerSecond;
  const width = (durationMs / 1_000) * pixelsPerSecond;
  const label =
    viseme !== 'sil' && width > 6 * viseme.length
      ? `<text x="${x + width / 2}" y="${top + 16}" class="shape">${viseme}</text>`
      : '';
  return `<rect x="${x}" y="${top}" width="${width}" height="${rowHeight - 4}" fill="${colours[viseme]}"
    stroke="#fff" stroke-width="0.5"/>${label}`;
}
