import { useState } from 'react';
import styles from './welcome.module.css';

const seenKey = 'parley.welcomed';

/** The empty conversation: an invitation, and on the first visit two sentences on certificate and microphone. */
export function Welcome() {
  const [isFirstVisit, setIsFirstVisit] = useState(() => localStorage.getItem(seenKey) === null);

  const dismiss = () => {
    localStorage.setItem(seenKey, 'yes');
    setIsFirstVisit(false);
  };

  return (
    <div className={styles['welcome']} data-testid="welcome">
      <h1 className={styles['title']}>Say something.</h1>
      <p className={styles['text']}>
        Press the round button and speak. Parley listens, answers aloud, and stops when you interrupt.
      </p>
      {isFirstVisit && (
        <div className={styles['note']}>
          <p>
            The browser warned you because Parley made its own certificate on this machine; the connection is
            encrypted all the same. Pressing the button asks for the microphone, and what you say goes to your
            own Parley and nowhere else.
          </p>
          <button type="button" className="quiet-button" onClick={dismiss}>
            Understood
          </button>
        </div>
      )}
    </div>
  );
}
