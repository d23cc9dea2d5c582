import type { Problem } from '../gateway/problem.js';
import { CloseIcon } from './icons.js';
import styles from './notice.module.css';

/** What went wrong and what to do, where it went wrong. */
export function Notice({ problem, onDismiss }: { problem: Problem; onDismiss?: () => void }) {
  return (
    <div className={styles['notice']} role="alert" data-testid="notice">
      <p className={styles['message']}>{problem.message}</p>
      <p className={styles['code']}>
        {problem.code}
        {problem.retryAfterMs !== undefined && ` · try again in ${Math.ceil(problem.retryAfterMs / 1000)} s`}
      </p>
      {onDismiss !== undefined && (
        <button type="button" className={styles['close']} aria-label="Dismiss" onClick={onDismiss}>
          <CloseIcon />
        </button>
      )}
    </div>
  );
}
