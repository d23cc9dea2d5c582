import { transcriptionLanguages } from '@parley/contracts';
import { useRef, useState } from 'react';
import { CurlLine } from '../parts/curl-line.js';
import { transcribeCurl, type RecogniserId } from '../parts/curl.js';
import { DropZone } from '../parts/drop-zone.js';
import { EmptyResult } from '../parts/empty-result.js';
import { Field } from '../parts/field.js';
import { languageName } from '../parts/format.js';
import { MicrophoneIcon, StopIcon } from '../parts/icons.js';
import { Notice } from '../parts/notice.js';
import { Panel } from '../parts/panel.js';
import { useTask } from '../parts/use-task.js';
import { RecognitionResult } from './recognition-result.js';
import { transcribeFile, type FileOrder } from './transcribe-file.js';
import { useLiveRecognition } from './use-live-recognition.js';
import styles from './recognise-view.module.css';

const recognisers: { id: RecogniserId; label: string }[] = [
  { id: 'stt', label: 'Whisper service (8083)' },
  { id: 'canary', label: 'Canary service (8084)' },
  { id: 'ctc', label: 'CTC service (8087)' },
];

/** Speech-to-text alone: speak, or drop a file. */
export function RecogniseView({ microphoneId }: { microphoneId: string }) {
  const [choices, setChoices] = useState<Omit<FileOrder, 'file'>>({
    recogniser: 'stt',
    language: 'auto',
    task: 'transcribe',
  });
  const [order, setOrder] = useState<FileOrder | null>(null);
  const speakButton = useRef<HTMLButtonElement>(null);
  const live = useLiveRecognition(choices.language, microphoneId, speakButton);
  const task = useTask(transcribeFile);

  const recogniseFile = (file: File) => {
    const next = { ...choices, file };
    live.clear();
    setOrder(next);
    task.run(next);
  };
  const speak = () => {
    task.cancel();
    setOrder(null);
    live.start();
  };
  const isLive = live.state !== 'ended';

  const controls = (
    <>
      <button
        ref={speakButton}
        type="button"
        className={styles['speak']}
        data-testid="speak"
        data-live={isLive}
        disabled={live.state === 'finishing'}
        onClick={isLive ? live.stop : speak}
      >
        {isLive ? <StopIcon /> : <MicrophoneIcon />}
        {words[live.state]}
      </button>
      <DropZone
        label="Drop a recording, or choose a file"
        accept="audio/*,video/webm,video/mp4"
        fileName={order?.file.name}
        onFile={recogniseFile}
      />
      <Choices choices={choices} onChange={setChoices} />
    </>
  );

  return (
    <Panel title="Recognise" lead="Speech in, words with their times out." controls={controls}>
      {live.problem !== null && <Notice problem={live.problem} />}
      {live.recognition !== null && <RecognitionResult recognition={live.recognition} />}
      {task.state.status === 'running' && (
        <EmptyResult>{`Listening to ${order?.file.name ?? 'it'}…`}</EmptyResult>
      )}
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
      {task.state.status === 'done' && <RecognitionResult recognition={task.state.value} />}
      {order !== null && task.state.status !== 'running' && (
        <CurlLine line={transcribeCurl({ ...order, fileName: order.file.name })} />
      )}
      {order === null && live.recognition === null && live.problem === null && (
        <EmptyResult>The words appear here, each under the moment at which it was said.</EmptyResult>
      )}
    </Panel>
  );
}

const words = { ended: 'Speak', opening: 'Opening…', listening: 'Stop', finishing: 'Finishing…' } as const;

type FileChoices = Omit<FileOrder, 'file'>;

function Choices({ choices, onChange }: { choices: FileChoices; onChange: (choices: FileChoices) => void }) {
  return (
    <>
      <Field label="Language">
        <select
          value={choices.language}
          onChange={(event) => onChange({ ...choices, language: event.target.value })}
        >
          {['auto', ...transcriptionLanguages].map((language) => (
            <option key={language} value={language}>
              {languageName(language)}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Recogniser" hint="For files. Speech from the microphone goes to the Whisper service.">
        <select
          value={choices.recogniser}
          onChange={(event) => {
            const chosen = recognisers.find(({ id }) => id === event.target.value);
            if (chosen !== undefined) onChange({ ...choices, recogniser: chosen.id });
          }}
        >
          {recognisers.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <Field label="What to do">
        <select value={choices.task} onChange={(event) => onChange({ ...choices, task: event.target.value })}>
          <option value="transcribe">Write down what is said</option>
          <option value="translate">Translate it into English</option>
        </select>
      </Field>
    </>
  );
}
