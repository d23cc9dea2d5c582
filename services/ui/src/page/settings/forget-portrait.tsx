import type { Portrait } from '@parley/contracts';
import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import { deletePortrait } from './use-portraits.js';
import styles from './forget-portrait.module.css';

interface ForgetPortraitProps {
  portrait: Portrait;
  onForgotten: () => void;
}

/** Deletes the chosen portrait, everywhere and for everybody. */
export function ForgetPortrait({ portrait, onForgotten }: ForgetPortraitProps) {
  const task = useTask(async (signal: AbortSignal, id: string) => {
    await deletePortrait(signal, id);
    onForgotten();
  });
  return (
    <>
      <button
        type="button"
        className={`quiet-button ${styles['forget']}`}
        disabled={task.state.status === 'running'}
        title={portrait.name}
        onClick={() => task.run(portrait.id)}
      >
        Delete this portrait
      </button>
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
    </>
  );
}
