import type { ReactNode } from 'react';
import type { ConversationSession } from './conversation-session.js';
import type { Phase } from './conversation-state.js';
import { Silhouette } from './silhouette.js';
import styles from './stage.module.css';

interface StageProps {
  session: ConversationSession;
  phase: Phase;
  hasFace: boolean;
  /** Why there is no face, where the avatar is not ready. */
  absence: string | null;
  children?: ReactNode;
}

/** The face, or something calm until it is there. */
export function Stage({ session, phase, hasFace, absence, children }: StageProps) {
  return (
    <section className={styles['stage']} data-phase={phase} aria-label="The avatar">
      <div className={styles['glow']} aria-hidden="true" />
      <div className={styles['picture']}>
        <Silhouette isHidden={hasFace} />
        <canvas
          ref={(canvas) => {
            session.frames.attach(canvas);
            return () => session.frames.attach(null);
          }}
          className={styles['face']}
          data-testid="stage"
          data-visible={hasFace}
          width={512}
          height={512}
          role="img"
          aria-label="The avatar's face"
        />
        {!hasFace && absence !== null && <p className={styles['absence']}>{absence}</p>}
        {children}
      </div>
    </section>
  );
}
