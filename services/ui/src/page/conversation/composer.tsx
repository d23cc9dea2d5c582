import { useState, type FormEvent } from 'react';
import { SendIcon } from '../parts/icons.js';
import styles from './composer.module.css';

/** Says something by keyboard: for quiet rooms, and where there is no microphone. */
export function Composer({ isEnabled, onSay }: { isEnabled: boolean; onSay: (text: string) => void }) {
  const [text, setText] = useState('');
  const canSend = isEnabled && text.trim() !== '';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!canSend) return;
    onSay(text.trim());
    setText('');
  };

  return (
    <form className={styles['composer']} onSubmit={submit}>
      <input
        className={styles['field']}
        value={text}
        maxLength={4_000}
        onChange={(event) => setText(event.target.value)}
        placeholder="Or type something"
        aria-label="Type instead of speaking"
        autoComplete="off"
        enterKeyHint="send"
      />
      <button type="submit" className={styles['send']} disabled={!canSend} aria-label="Send">
        <SendIcon />
      </button>
    </form>
  );
}
