import type { ReactNode } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  title: string;
  lead: string;
  /** What to do, at the left (above on a phone). */
  controls: ReactNode;
  /** What came of it. */
  children: ReactNode;
}

/** The shape of the pages that try one service alone. */
export function Panel({ title, lead, controls, children }: PanelProps) {
  return (
    <div className={styles['panel']}>
      <div className={styles['controls']}>
        <header>
          <h1 className={styles['title']}>{title}</h1>
          <p className={styles['lead']}>{lead}</p>
        </header>
        {controls}
      </div>
      <section className={styles['result']} aria-label="Result" aria-live="polite">
        {children}
      </section>
    </div>
  );
}
