import type { TurnLatency } from '@parley/contracts';
import { CurlLine } from '../parts/curl-line.js';
import { synthesizeCurl } from '../parts/curl.js';
import { milliseconds } from '../parts/format.js';
import type { Turn } from './conversation-state.js';
import { latencyStages, type LatencyStage } from './latency-stages.js';
import styles from './latency-ribbon.module.css';

/** From the end of the person's speech to the first frame, coloured by stage; open it for numbers. */
export function LatencyRibbon({
  turn,
  latency,
  language,
}: {
  turn: Turn;
  latency: TurnLatency;
  language: string;
}) {
  const stages = latencyStages(latency);
  const lastMs = Math.max(0, ...stages.map((stage) => stage.atMs));
  if (stages.length === 0) return null;
  return (
    <details className={styles['ribbon']} data-testid="latency">
      <summary
        className={styles['summary']}
        aria-label={`Answered after ${milliseconds(lastMs)}. Open for each stage.`}
      >
        <Bar stages={stages} />
        <span className={styles['total']}>{milliseconds(lastMs)}</span>
      </summary>
      <dl className={styles['stages']}>
        {stages.map((stage) => (
          <div key={stage.id} className={styles['stage']} data-stage={stage.id}>
            <dt>{stage.label}</dt>
            <dd>
              {milliseconds(stage.atMs)} <span className={styles['took']}>+{milliseconds(stage.tookMs)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {turn.turnId !== null && (
        <p className={styles['trace']}>
          Trace <code>{turn.turnId}</code>
        </p>
      )}
      {turn.reply !== null && turn.reply.text !== '' && (
        <CurlLine line={synthesizeCurl({ text: turn.reply.text, language, speed: 1 })} />
      )}
    </details>
  );
}

function Bar({ stages }: { stages: LatencyStage[] }) {
  return (
    <span className={styles['bar']} aria-hidden="true">
      {stages.map((stage) => (
        <span
          key={stage.id}
          className={styles['segment']}
          data-stage={stage.id}
          style={{ flexGrow: Math.max(1, stage.tookMs) }}
        />
      ))}
    </span>
  );
}
