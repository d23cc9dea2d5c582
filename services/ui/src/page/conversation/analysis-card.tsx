import type { ConversationAnalysis } from '@parley/contracts';
import { duration } from '../parts/format.js';
import styles from './analysis-card.module.css';

/** What the conversation was like, once it has ended. */
export function AnalysisCard({ analysis }: { analysis: ConversationAnalysis }) {
  const { vocabulary } = analysis;
  return (
    <section className={styles['card']} data-testid="analysis" aria-label="Your conversation">
      <h2 className={styles['title']}>Your conversation</h2>
      {analysis.summary !== undefined && <p className={styles['summary']}>{analysis.summary}</p>}
      <dl className={styles['figures']}>
        <Figure label="Turns" value={String(analysis.turns)} />
        <Figure label="Length" value={duration(analysis.durationMs)} />
        <Figure label="Words a minute" value={String(Math.round(analysis.wordsPerMinute))} />
        <Figure label="Long pauses" value={String(analysis.longPauses)} />
        <Figure label="Words" value={String(vocabulary.words)} />
        <Figure label="Different words" value={String(vocabulary.uniqueWords)} />
      </dl>
      {vocabulary.mostUsed.length > 0 && (
        <p className={styles['used']}>You used most: {vocabulary.mostUsed.join(', ')}</p>
      )}
      {analysis.suggestions !== undefined && analysis.suggestions.length > 0 && (
        <ul className={styles['suggestions']}>
          {analysis.suggestions.map((suggestion) => (
            <li key={suggestion}>{suggestion}</li>
          ))}
        </ul>
      )}
      <p className={styles['source']}>
        {analysis.source === 'measured' ? 'Measured from what was said.' : 'Written by the language model.'}
      </p>
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
