import type { Turn } from './conversation-state.js';

/** Tells screen readers what was said, once it is certain: words that still change would be read again and again. */
export function CaptionAnnouncer({ turns }: { turns: Turn[] }) {
  return (
    <div
      className="visually-hidden"
      role="log"
      aria-live="polite"
      aria-label="Captions, read aloud"
      data-testid="announcer"
    >
      {turns.slice(-5).map((turn) => (
        <div key={turn.key}>
          {turn.person?.isFinal === true && <p>You: {turn.person.text}</p>}
          {turn.reply?.isComplete === true && <p>Parley: {turn.reply.text}</p>}
        </div>
      ))}
    </div>
  );
}
