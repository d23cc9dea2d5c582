import type { Expression } from '@parley/contracts';
import { Silhouette } from '../conversation/silhouette.js';
import styles from './face-picture.module.css';

interface FacePictureProps {
  url: string | undefined;
  expression: Expression;
  isRunning: boolean;
}

/** The rendered face, or a silhouette until there is one. */
export function FacePicture({ url, expression, isRunning }: FacePictureProps) {
  return (
    <div className={styles['frame']} aria-busy={isRunning}>
      <Silhouette isHidden={url !== undefined} />
      {url !== undefined && (
        <img className={styles['picture']} src={url} alt={`The face, ${expression}`} data-testid="face" />
      )}
    </div>
  );
}
