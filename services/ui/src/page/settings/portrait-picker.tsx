import { Notice } from '../parts/notice.js';
import { useTask } from '../parts/use-task.js';
import { ForgetPortrait } from './forget-portrait.js';
import { PreparationLine } from './preparation-line.js';
import { pictureUrl, uploadPortrait, usePortraits } from './use-portraits.js';
import styles from './portrait-picker.module.css';

const own = { id: 'default', name: "Parley's own" };

interface PortraitPickerProps {
  chosen: string;
  isShown: boolean;
  onChoose: (id: string) => void;
}

/** Parley's own portrait, or one of the pictures that people gave. */
export function PortraitPicker({ chosen, isShown, onChoose }: PortraitPickerProps) {
  const { portraits, refresh } = usePortraits(isShown);
  const upload = useTask(async (signal, file: File) => {
    const { id } = await uploadPortrait(signal, file);
    refresh();
    onChoose(id);
    return id;
  });
  const forgettable = portraits.find(({ id }) => id === chosen);

  return (
    <fieldset className={styles['picker']}>
      <legend>Portrait</legend>
      <div className={styles['choices']}>
        {[own, ...portraits].map(({ id, name }) => (
          <button
            key={id}
            type="button"
            className={styles['choice']}
            aria-pressed={chosen === id}
            aria-label={name ?? 'A portrait'}
            title={name}
            onClick={() => onChoose(id)}
          >
            {isShown && <img src={pictureUrl(id)} alt="" />}
          </button>
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
      <div className={styles['state']}>
        <PreparationLine portrait={chosen} isShown={isShown} />
        {forgettable && (
          <ForgetPortrait
            key={forgettable.id}
            portrait={forgettable}
            onForgotten={() => {
              onChoose(own.id);
              refresh();
            }}
          />
        )}
      </div>
      {upload.state.status === 'failed' && <Notice problem={upload.state.problem} />}
    </fieldset>
  );
}
