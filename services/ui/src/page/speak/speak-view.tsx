import { speechLanguages } from '@parley/contracts';
import { useState } from 'react';
import { CurlLine } from '../parts/curl-line.js';
import { synthesizeCurl, type SynthesizeOrder } from '../parts/curl.js';
import { EmptyResult } from '../parts/empty-result.js';
import { Field } from '../parts/field.js';
import { languageName } from '../parts/format.js';
import { Notice } from '../parts/notice.js';
import { Panel } from '../parts/panel.js';
import { useTask } from '../parts/use-task.js';
import { CloneForm } from './clone-form.js';
import { SpeechResult } from './speech-result.js';
import { ForgetVoice } from './forget-voice.js';
import {
  cloneSpeech,
  nearestLanguage,
  type PlayableFormat,
  playableFormats,
  synthesizeSpeech,
  toPlayableFormat,
} from './synthesize-speech.js';
import { useVoices } from './use-voices.js';
import { VisemeStrip } from './viseme-strip.js';
import { VoiceSelect } from './voice-select.js';

/** Text-to-speech alone. */
export function SpeakView({ initialLanguage }: { initialLanguage: string }) {
  const { voices, refresh } = useVoices(true);
  const [text, setText] = useState('');
  const [language, setLanguage] = useState(() => nearestLanguage(initialLanguage));
  const [voice, setVoice] = useState('');
  const [speed, setSpeed] = useState(1);
  const [format, setFormat] = useState<PlayableFormat>('wav');
  const [order, setOrder] = useState<SynthesizeOrder | null>(null);
  const task = useTask(synthesizeSpeech);
  const clone = useTask(cloneSpeech);

  const speak = () => {
    const next = { text, language, speed, format, ...(voice === '' ? {} : { voice }) };
    clone.cancel();
    setOrder(next);
    task.run(next);
  };
  const chosen = voices.find(({ id }) => id === voice);
  const speech = clone.state.status === 'done' ? clone.state.value : undefined;
  const spoken = speech ?? (task.state.status === 'done' ? task.state.value : undefined);

  const controls = (
    <>
      <Field label="Text">
        <textarea
          rows={4}
          value={text}
          placeholder="What should be said?"
          maxLength={10_000}
          data-testid="text"
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Field label="Language">
        <select
          value={language}
          onChange={(event) => {
            setLanguage(event.target.value);
            setVoice('');
          }}
        >
          {speechLanguages.map((each) => (
            <option key={each} value={each}>
              {languageName(each)}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Voice">
        <VoiceSelect voices={voices} language={language} value={voice} onChange={setVoice} />
      </Field>
      {chosen !== undefined && 'cloned' in chosen && (
        <ForgetVoice
          voice={chosen}
          onForgotten={() => {
            setVoice('');
            refresh();
          }}
        />
      )}
      <Field label={`Speed ${speed.toFixed(2)}×`}>
        <input
          type="range"
          min={0.5}
          max={2}
          step={0.05}
          value={speed}
          onChange={(event) => setSpeed(Number(event.target.value))}
        />
      </Field>
      <Field label="Format">
        <select value={format} onChange={(event) => setFormat(toPlayableFormat(event.target.value))}>
          {playableFormats.map((each) => (
            <option key={each} value={each}>
              {each.toUpperCase()}
            </option>
          ))}
        </select>
      </Field>
      <button
        type="button"
        className="primary-button"
        data-testid="synthesize"
        disabled={text.trim() === '' || task.state.status === 'running'}
        onClick={speak}
      >
        {task.state.status === 'running' ? 'Speaking…' : 'Speak'}
      </button>
      <CloneForm
        text={text}
        language={language}
        task={clone}
        onKept={(id) => {
          refresh();
          setVoice(id);
        }}
      />
    </>
  );

  return (
    <Panel title="Speak" lead="Text in, speech out, in seventeen languages." controls={controls}>
      {task.state.status === 'failed' && <Notice problem={task.state.problem} />}
      {spoken !== undefined && <SpeechResult speech={spoken} />}
      {order !== null && spoken !== undefined && speech === undefined && (
        <VisemeStrip key={JSON.stringify(order)} order={order} />
      )}
      {order !== null && task.state.status !== 'running' && <CurlLine line={synthesizeCurl(order)} />}
      {spoken === undefined && task.state.status !== 'failed' && (
        <EmptyResult>The voice appears here: to hear, to see and to keep.</EmptyResult>
      )}
    </Panel>
  );
}
