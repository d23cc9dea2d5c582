import { useEffect, useState } from 'react';
import { CopyIcon } from './icons.js';
import styles from './curl-line.module.css';

const thanksMs = 1_600;

/** The command line that does the same, ready to be copied. */
export function CurlLine({ line }: { line: string }) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), thanksMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    await navigator.clipboard.writeText(line);
    setIsCopied(true);
  };

  return (
    <div className={styles['line']} data-testid="curl">
      <code className={styles['code']}>{line}</code>
      <button type="button" className={styles['copy']} onClick={() => void copy()}>
        <CopyIcon />
        <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
      </button>
    </div>
  );
}
