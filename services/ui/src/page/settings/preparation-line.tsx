import type { Portrait } from '@parley/contracts';
import { usePreparation } from './use-portraits.js';
import styles from './preparation-line.module.css';

type Live = NonNullable<Portrait['live']>;

const qualities: Record<Live['quality'], string> = {
  direct: 'Drawn afresh for every frame.',
  bank: 'Live from pictures that were drawn beforehand.',
  mesh: 'Moves by bending the picture.',
};

/** How a portrait's live frames are drawn, and how far a better way is. */
export function PreparationLine({ portrait, isShown }: { portrait: string; isShown: boolean }) {
  const live = usePreparation(portrait, isShown);
  if (live === undefined) return <p className={styles['line']}> </p>;
  const percent = live.progress === undefined ? undefined : Math.round(100 * live.progress);
  return (
    <div className={styles['line']} data-testid="preparation">
      <p>
        {live.problem ?? qualities[live.quality]}
        {percent !== undefined && ` A better face is being drawn: ${percent}\u00A0%.`}
      </p>
      {percent !== undefined && (
        <progress max={100} value={percent} aria-label="A better face is being drawn" />
      )}
    </div>
  );
}
