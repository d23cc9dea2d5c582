import styles from './mode-tabs.module.css';

export const modes = ['conversation', 'recognise', 'speak', 'face'] as const;
export type Mode = (typeof modes)[number];

const labels: Record<Mode, string> = {
  conversation: 'Talk',
  recognise: 'Recognise',
  speak: 'Speak',
  face: 'Face',
};

/** Which part of Parley the page shows. */
export function ModeTabs({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  return (
    <nav className={styles['tabs']} aria-label="What to try">
      {modes.map((each) => (
        <a
          key={each}
          href={`#${each}`}
          className={styles['tab']}
          aria-current={each === mode ? 'page' : undefined}
          onClick={() => onChange(each)}
        >
          {labels[each]}
        </a>
      ))}
    </nav>
  );
}
