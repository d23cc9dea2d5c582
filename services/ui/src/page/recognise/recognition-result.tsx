import type { Recognition } from './recognition.js';
import { timedTexts } from './recognition.js';
import { WordTimeline } from './word-timeline.js';
import styles from './recognition-result.module.css';

/** The words in large, and below them when each was said. */
export function RecognitionResult({ recognition }: { recognition: Recognition }) {
  const { segments, interim, sound, durationMs, facts } = recognition;
  const text = segments.map((segment) => segment.text.trim()).join(' ');
  const isSilent = text === '' && interim === null;
  return (
    <>
      <p className={styles['text']} data-testid="recognised">
        {isSilent ? <span className={styles['pending']}>No speech was heard.</span> : text}{' '}
        {interim !== null && (
          <>
            {interim.text.slice(0, interim.stableChars)}
            <span className={styles['pending']}>{interim.text.slice(interim.stableChars)}</span>
          </>
        )}
      </p>
      <WordTimeline words={timedTexts(segments)} sound={sound} durationMs={durationMs} />
      {facts.length > 0 && <p className={styles['facts']}>{facts.join(' · ')}</p>}
    </>
  );
}
