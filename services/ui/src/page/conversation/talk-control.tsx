import { useEffect, useRef } from 'react';
import { InterruptIcon, MicrophoneIcon, StopIcon } from '../parts/icons.js';
import type { ConversationSession } from './conversation-session.js';
import type { ConversationState, Phase } from './conversation-state.js';
import styles from './talk-control.module.css';

interface Meaning {
  action: string;
  words: string;
  icon: typeof MicrophoneIcon;
}

const meanings: Record<Phase, Meaning> = {
  resting: { action: 'Talk', words: 'Press to talk', icon: MicrophoneIcon },
  connecting: { action: 'Stop', words: 'Opening the microphone…', icon: StopIcon },
  listening: { action: 'Stop', words: 'Listening', icon: StopIcon },
  hearing: { action: 'Stop', words: 'Hearing you', icon: StopIcon },
  thinking: { action: 'Interrupt', words: 'Thinking', icon: InterruptIcon },
  speaking: { action: 'Interrupt', words: 'Speaking', icon: InterruptIcon },
};

/** Speech lies between 0.005 and 0.3; a root opens the quiet end of the ring. */
function ringFill(level: number): number {
  return Math.min(1, Math.sqrt(level * 3));
}

/** The one control: talk, stop, interrupt. Its ring is the microphone's level. */
export function TalkControl({
  session,
  phase,
  link,
}: {
  session: ConversationSession;
  phase: Phase;
  link: ConversationState['link'];
}) {
  const ring = useRef<HTMLSpanElement>(null);
  const { action, words, icon: Icon } = meanings[phase];

  useEffect(
    () => session.onLevel((level) => ring.current?.style.setProperty('--level', String(ringFill(level)))),
    [session],
  );

  return (
    <div className={styles['control']}>
      <button
        type="button"
        className={styles['button']}
        data-testid="talk"
        data-phase={phase}
        aria-label={action}
        aria-keyshortcuts="Space"
        title={`${action} (space)`}
        onClick={() => session.press()}
      >
        <span ref={ring} className={styles['ring']} aria-hidden="true" />
        <Icon />
      </button>
      <p className={styles['words']} role="status" data-testid="phase">
        {linkWords(link) ?? words}
      </p>
    </div>
  );
}

function linkWords(link: ConversationState['link']): string | null {
  if (link.status === 'lost') {
    return `Connection lost. Trying again ${link.retryInMs < 1_000 ? 'now' : `in ${link.retryInMs / 1_000} s`}…`;
  }
  return link.status === 'connecting' ? 'Connecting…' : null;
}
