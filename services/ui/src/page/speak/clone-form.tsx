import { useState } from 'react';
import { CurlLine } from '../parts/curl-line.js';
import { cloneCurl } from '../parts/curl.js';
import { DropZone } from '../parts/drop-zone.js';
import { Notice } from '../parts/notice.js';
import type { Task } from '../parts/use-task.js';
import { KeepVoice } from './keep-voice.js';
import type { CloneOrder, Speech } from './synthesize-speech.js';
import styles from './clone-form.module.css';

interface CloneFormProps {
  text: string;
  language: string;
  task: Task<CloneOrder, Speech>;
  /** Called with a voice that was kept. */
  onKept: (voice: string) => void;
}

/** Speaks in a borrowed voice, or keeps it, with the permission of the person whose voice it is. */
export function CloneForm({ text, language, task, onKept }: CloneFormProps) {
  const [recording, setRecording] = useState<File | null>(null);
  const [mayUse, setMayUse] = useState(false);
  const isRunning = task.state.status === 'running';

  return (
    <details className={styles['clone']} data-testid="clone">
      <summary>Speak in another voice</summary>
      <div className={styles['content']}>
        <DropZone
          label="Drop a few seconds of one person speaking"
          accept="audio/*"
          fileName={recording?.name}
          onFile={setRecording}
        />
        <label className={styles['consent']}>
          <input type="checkbox" checked={mayUse} onChange={(event) => setMayUse(event.target.checked)} />
          This is my own voice, or the person it belongs to has agreed that I copy it.
        </label>
        <button
          type="button"
          className="quiet-button"
          disabled={recording === null || !mayUse || text.trim() === '' || isRunning}
          onClick={() => recording !== null && task.run({ text, language, recording })}
        >
          {isRunning ? 'Speaking…' : 'Speak in this voice'}
        </button>
        {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
        {recording !== null && task.state.status !== 'idle' && !isRunning && (
          <CurlLine line={cloneCurl({ text, language, fileName: recording.name })} />
        )}
        {recording !== null && mayUse && (
          <KeepVoice key={recording.name} recording={recording} onKept={onKept} />
        )}
      </div>
    </details>
  );
}
