import styles from './silhouette.module.css';

/** A quiet figure that breathes in the face's place until its first frame. */
export function Silhouette({ isHidden }: { isHidden: boolean }) {
  return (
    <svg className={styles['silhouette']} data-hidden={isHidden} viewBox="0 0 512 512" aria-hidden="true">
      <g className={styles['figure']}>
        <path d="M256 330c-110 0-186 70-196 182h392c-10-112-86-182-196-182Z" />
        <ellipse cx="256" cy="214" rx="92" ry="112" />
      </g>
    </svg>
  );
}
