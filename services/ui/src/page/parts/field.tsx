import type { ReactNode } from 'react';
import styles from './field.module.css';

/** A label around one control, with a line of explanation where it needs one. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <label>
        <span className={styles['label']}>{label}</span>
        {children}
      </label>
      {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
    </div>
  );
}
