import { useCallback } from 'react';
import { peaks, type Sound } from '../audio/sound.js';
import { colour, useCanvas } from './use-canvas.js';
import styles from './waveform.module.css';

const barPixels = 2;
const gapPixels = 1.5;

/** A recording's loudness over time, from the left edge to the right. */
export function Waveform({ sound }: { sound: Sound }) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const scale = window.devicePixelRatio;
      const pitch = (barPixels + gapPixels) * scale;
      const bars = Math.max(1, Math.floor(width / pitch));
      context.clearRect(0, 0, width, height);
      context.fillStyle = colour(context.canvas, '--accent');
      const heights = peaks(sound.samples, bars);
      const loudest = Math.max(0.05, ...heights);
      for (const [index, peak] of heights.entries()) {
        const bar = Math.max(barPixels * scale, (peak / loudest) * height);
        context.beginPath();
        context.roundRect(index * pitch, (height - bar) / 2, barPixels * scale, bar, scale);
        context.fill();
      }
    },
    [sound],
  );
  return (
    <canvas ref={useCanvas(draw)} className={styles['waveform']} aria-hidden="true" data-testid="waveform" />
  );
}
