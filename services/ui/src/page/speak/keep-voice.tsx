import { useState } from 'react';
import { Field } from '../parts/field.js';
import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import { createVoice, type VoiceOrder } from './cloned-voices.js';

interface KeepVoiceProps {
  recording: File;
  onKept: (voice: string) => void;
}

/** Gives a borrowed voice a name, so that it need not be sent again. */
export function KeepVoice({ recording, onKept }: KeepVoiceProps) {
  const [name, setName] = useState('');
  const task = useTask(async (signal: AbortSignal, order: VoiceOrder) => {
    const voice = await createVoice(signal, order);
    onKept(voice.id);
    return voice;
  });
  const isRunning = task.state.status === 'running';
  if (task.state.status === 'done') {
    return <p role="status">{task.state.value.name} is among your voices now.</p>;
  }
  return (
    <>
      <Field label="Name of the voice" hint="The recording itself is not kept, only what was learnt from it.">
        <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Field>
      <button
        type="button"
        className="quiet-button"
        disabled={name.trim() === '' || isRunning}
        onClick={() => task.run({ name, recording })}
      >
        {isRunning ? 'Learning…' : 'Keep this voice'}
      </button>
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
    </>
  );
}
