import { useCallback } from 'react';
import type { Sound } from '../audio/sound.js';
import { spectrumAt, windowSamples } from '../audio/spectrum.js';
import { colour, useCanvas } from '../parts/use-canvas.js';
import styles from './spectrogram.module.css';

/** Decibels from the quietest shade to the loudest. */
const rangeDb = 65;

/** Frequency over time, low at the bottom, louder is stronger. */
export function Spectrogram({ sound }: { sound: Sound }) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const picture = context.createImageData(width, height);
      const ink = channels(colour(context.canvas, '--accent'));
      const columns = Array.from({ length: width }, (_, column) => columnAt(sound.samples, column / width));
      const loudest = columns.reduce((most, column) => Math.max(most, ...column), -100);
      for (const [x, column] of columns.entries()) {
        for (let y = 0; y < height; y += 1) {
          const bin = Math.floor(((height - 1 - y) / height) * column.length);
          const strength = 1 - (loudest - (column[bin] ?? -100)) / rangeDb;
          picture.data.set([...ink, Math.round(255 * Math.max(0, strength) ** 1.6)], 4 * (y * width + x));
        }
      }
      context.putImageData(picture, 0, 0);
    },
    [sound],
  );
  return (
    <canvas
      ref={useCanvas(draw)}
      className={styles['spectrogram']}
      role="img"
      aria-label={`Spectrogram of the speech, 0 to ${sound.sampleRate / 2000} kHz`}
      data-testid="spectrogram"
    />
  );
}

function columnAt(samples: Float32Array, share: number): Float32Array {
  return spectrumAt(samples, Math.floor(share * Math.max(0, samples.length - windowSamples)));
}

/** Red, green and blue of a computed colour: `rgb(13, 122, 112)` or `color(srgb …)`. */
function channels(value: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (value.match(/[\d.]+/g) ?? []).map(Number);
  return value.startsWith('color(') ? [red * 255, green * 255, blue * 255] : [red, green, blue];
}
