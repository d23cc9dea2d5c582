import { portraitSchema } from '@parley/contracts';
import { useState } from 'react';
import { requestJson } from '../gateway/request.js';
import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import { useDefaultPortrait } from './use-default-portrait.js';
import styles from './portrait-picker.module.css';

interface OwnPortrait {
  id: string;
  pictureUrl: string;
  name: string;
}

interface PortraitPickerProps {
  chosen: string;
  isShown: boolean;
  onChoose: (id: string) => void;
}

/** Parley's own portrait, or one of the person's pictures. */
export function PortraitPicker({ chosen, isShown, onChoose }: PortraitPickerProps) {
  const ownPicture = useDefaultPortrait(isShown);
  const [own, setOwn] = useState<OwnPortrait[]>([]);
  const upload = useTask(async (signal, file: File) => {
    const form = new FormData();
    form.append('source_image', file);
    const { id } = await requestJson(
      portraitSchema,
      '/avatar/portraits',
      { method: 'POST', body: form },
      signal,
    );
    const portrait = { id, pictureUrl: URL.createObjectURL(file), name: file.name };
    setOwn((before) => [...before.filter((each) => each.id !== id), portrait]);
    onChoose(id);
    return id;
  });

  return (
    <fieldset className={styles['picker']}>
      <legend>Portrait</legend>
      <div className={styles['choices']}>
        <Choice label="Parley's own" isChosen={chosen === 'default'} onChoose={() => onChoose('default')}>
          <img src={ownPicture ?? '/favicon.svg'} alt="" />
        </Choice>
        {own.map((portrait) => (
          <Choice
            key={portrait.id}
            label={portrait.name}
            isChosen={chosen === portrait.id}
            onChoose={() => onChoose(portrait.id)}
          >
            <img src={portrait.pictureUrl} alt="" />
          </Choice>
        ))}
        <label className={styles['add']}>
          <input
            type="file"
            accept="image/*"
            className="visually-hidden"
            data-testid="portrait-file"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file !== undefined) upload.run(file);
              event.target.value = '';
            }}
          />
          <span>{upload.state.status === 'running' ? 'Finding the face…' : 'Add a picture'}</span>
        </label>
      </div>
      {upload.state.status === 'failed' && <Notice problem={upload.state.problem} />}
    </fieldset>
  );
}

function Choice(props: {
  label: string;
  isChosen: boolean;
  onChoose: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className={styles['choice']}
      aria-pressed={props.isChosen}
      aria-label={props.label}
      title={props.label}
      onClick={props.onChoose}
    >
      {props.children}
    </button>
  );
}
