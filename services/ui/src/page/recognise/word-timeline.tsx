import type { Sound } from '../audio/sound.js';
import { Waveform } from '../parts/waveform.js';
import type { TimedText } from './recognition.js';
import styles from './word-timeline.module.css';

/** Room for a word of ordinary length and rate. */
const pixelsPerSecond = 120;

interface WordTimelineProps {
  words: TimedText[];
  sound: Sound | null;
  durationMs: number;
}

/** The waveform with each word under the moment at which it was said; scrolls sideways when it is long. */
export function WordTimeline({ words, sound, durationMs }: WordTimelineProps) {
  if (durationMs <= 0) return null;
  const share = (valueMs: number) => `${(100 * Math.min(valueMs, durationMs)) / durationMs}%`;
  return (
    <div className={styles['timeline']} tabIndex={0} role="group" aria-label="Words over time">
      <div
        className={styles['track']}
        style={{ minInlineSize: `${(durationMs / 1000) * pixelsPerSecond}px` }}
      >
        {sound !== null && <Waveform sound={sound} />}
        <ol className={styles['words']}>
          {words.map((word) => (
            <li
              key={`${word.startMs} ${word.text}`}
              className={styles['word']}
              style={{
                insetInlineStart: share(word.startMs),
                inlineSize: share(word.endMs - word.startMs),
                '--certainty': word.confidence ?? 1,
              }}
              title={titleOf(word)}
            >
              {word.text}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

function titleOf({ text, startMs, endMs, confidence }: TimedText): string {
  const times = `${(startMs / 1000).toFixed(2)} to ${(endMs / 1000).toFixed(2)} s`;
  const certainty = confidence === undefined ? '' : `, ${Math.round(confidence * 100)} % sure`;
  return `${text}: ${times}${certainty}`;
}
