import { useEffect, useState, useSyncExternalStore } from 'react';
import { ConversationSession, type ConversationChoices } from './conversation-session.js';
import type { ConversationState } from './conversation-state.js';

/** The page's conversation, connected while `isShown` and while the tab can be seen or the microphone is on. */
export function useConversation(
  choices: ConversationChoices,
  isShown: boolean,
): { session: ConversationSession; state: ConversationState } {
  const [session] = useState(() => new ConversationSession(choices));
  const state = useSyncExternalStore(session.subscribe, session.getState);

  useEffect(() => session.choose(choices), [session, choices]);

  useEffect(() => {
    if (!isShown) return;
    const follow = () => {
      const { link, microphone } = session.getState();
      if (document.hidden && microphone === 'off') session.close();
      else if (!document.hidden && link.status === 'closed') session.open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      session.close();
    };
  }, [session, isShown]);

  return { session, state };
}
