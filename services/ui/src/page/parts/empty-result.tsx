import styles from './empty-result.module.css';

/** What stands where the result will be. */
export function EmptyResult({ children }: { children: string }) {
  return <p className={styles['empty']}>{children}</p>;
}
