import type { ReactNode } from 'react';
import styles from './field.module.css';

/** A label around one control, with a line of explanation where it needs one. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <label className={styles['field']}>
      <span className={styles['label']}>{label}</span>
      {children}
      {hint !== undefined && <span className={styles['hint']}>{hint}</span>}
    </label>
  );
}
