import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import type { ConversationSession } from './conversation-session.js';
import type { ConversationState } from './conversation-state.js';
import { TurnCaption } from './turn-caption.js';
import styles from './captions.module.css';

/** How near to its end a list counts as being there. */
const endPixels = 48;

interface CaptionsProps {
  session: ConversationSession;
  state: ConversationState;
  language: string;
  /** Shown while nothing has been said. */
  welcome: ReactNode;
  /** Shown after the last turn. */
  children?: ReactNode;
}

/** Both sides of the conversation in words, the newest in sight. */
export function Captions({ session, state, language, welcome, children }: CaptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);

  // Whoever scrolled back to read is left there.
  useLayoutEffect(() => {
    if (isAtEnd.current && state.turns.length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  });

  // A turned phone or an opened keyboard changes how much of the end is in sight.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
    });
    if (list.current !== null) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < endPixels;
  };

  return (
    <div
      ref={list}
      className={styles['captions']}
      data-testid="captions"
      aria-label="Captions"
      role="region"
      onScroll={onScroll}
    >
      {state.turns.length === 0 && welcome}
      {state.turns.map((turn) => (
        <TurnCaption key={turn.key} turn={turn} session={session} language={language} />
      ))}
      {children}
    </div>
  );
}
