import { useState, type DragEvent } from 'react';
import { FileIcon } from './icons.js';
import styles from './drop-zone.module.css';

interface DropZoneProps {
  label: string;
  accept: string;
  /** Name of the file that is there already. */
  fileName?: string | undefined;
  onFile: (file: File) => void;
}

/** Takes a file: dropped, or chosen by click or keyboard. */
export function DropZone({ label, accept, fileName, onFile }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onFile(file);
  };

  return (
    <label
      className={styles['zone']}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <FileIcon />
      <span className={styles['label']}>{fileName ?? label}</span>
      <input
        type="file"
        className="visually-hidden"
        accept={accept}
        aria-label={label}
        data-testid="file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = '';
        }}
      />
    </label>
  );
}
