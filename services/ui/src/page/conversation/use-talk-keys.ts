import { useEffect } from 'react';
import type { ConversationSession } from './conversation-session.js';

/** Elements that take the space bar for themselves. */
const spaceTakers = 'input, textarea, select, button, summary, a, audio, dialog, [contenteditable]';

/** Space does what the round control does; Esc interrupts. */
export function useTalkKeys(session: ConversationSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') session.interrupt();
      const isTaken = event.target instanceof Element && event.target.closest(spaceTakers) !== null;
      if (event.key !== ' ' || isTaken) return;
      event.preventDefault();
      session.press();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}
