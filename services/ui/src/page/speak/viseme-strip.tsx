import type { VisemeEvent } from '@parley/contracts';
import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import type { SynthesizeOrder } from '../parts/curl.js';
import { readVisemes } from './synthesize-speech.js';
import styles from './viseme-strip.module.css';

/** The mouth shapes of a text over its time. Read when asked for: the service speaks the text anew for them. */
export function VisemeStrip({ order }: { order: SynthesizeOrder }) {
  const task = useTask(readVisemes);
  if (task.state.status === 'done') return <Shapes visemes={task.state.value} />;
  if (task.state.status === 'failed') return <Notice problem={task.state.problem} />;
  const isRunning = task.state.status === 'running';
  return (
    <button type="button" className="quiet-button" disabled={isRunning} onClick={() => task.run(order)}>
      {isRunning ? 'Reading the mouth shapes…' : 'Show the mouth shapes'}
    </button>
  );
}

/** Room for the name of a shape of ordinary length. */
const pixelsPerSecond = 190;

function Shapes({ visemes }: { visemes: VisemeEvent[] }) {
  const endMs = visemes.reduce((most, { timeMs, durationMs }) => Math.max(most, timeMs + durationMs), 1);
  return (
    <div className={styles['scroller']} tabIndex={0} role="group" aria-label="Mouth shapes over time">
      <ol
        className={styles['strip']}
        style={{ minInlineSize: `${(endMs / 1000) * pixelsPerSecond}px` }}
        data-testid="visemes"
      >
        {visemes.map(({ viseme, timeMs, durationMs }) => (
          <li
            key={timeMs}
            className={styles['shape']}
            data-rest={viseme === 'sil'}
            style={{
              insetInlineStart: `${(100 * timeMs) / endMs}%`,
              inlineSize: `${(100 * durationMs) / endMs}%`,
            }}
            title={`${viseme}: ${Math.round(timeMs)} ms, for ${Math.round(durationMs)} ms`}
          >
            {viseme}
          </li>
        ))}
      </ol>
    </div>
  );
}
