import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import { deleteVoice } from './cloned-voices.js';
import type { ListedVoice } from './use-voices.js';

interface ForgetVoiceProps {
  voice: ListedVoice;
  onForgotten: () => void;
}

/** Deletes the chosen voice, where a person made it. */
export function ForgetVoice({ voice, onForgotten }: ForgetVoiceProps) {
  const task = useTask(async (signal: AbortSignal, id: string) => {
    await deleteVoice(signal, id);
    onForgotten();
  });
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        disabled={task.state.status === 'running'}
        onClick={() => task.run(voice.id)}
      >
        Forget {voice.name}
      </button>
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
    </>
  );
}
