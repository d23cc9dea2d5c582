import { useEffect, useState } from 'react';
import type { ConversationSession } from './conversation-session.js';
import type { Reply } from './conversation-state.js';
import { heardCharacters } from './heard-characters.js';

/** How much of a reply's text has sounded, followed on the audio's clock while it sounds. */
export function useHeardCharacters(reply: Reply, session: ConversationSession): number {
  const [characters, setCharacters] = useState(0);
  const isLive = reply.heard === 'live' && reply.generation !== null;

  useEffect(() => {
    if (!isLive) return;
    let animation = requestAnimationFrame(function follow() {
      const heardMs = reply.generation === null ? null : session.heardMs(reply.generation);
      if (heardMs !== null) setCharacters((before) => Math.max(before, heardCharacters(reply, heardMs)));
      animation = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(animation);
  }, [isLive, reply, session]);

  if (reply.heard === 'everything') return reply.text.length;
  if (reply.heard === 'live') return characters;
  return heardCharacters(reply, reply.heard.untilMs);
}
