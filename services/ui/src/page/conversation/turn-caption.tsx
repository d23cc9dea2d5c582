import { LatencyRibbon } from './latency-ribbon.js';
import type { ConversationSession } from './conversation-session.js';
import type { Heard, Reply, Turn } from './conversation-state.js';
import { useHeardCharacters } from './use-heard-characters.js';
import styles from './turn-caption.module.css';

/** One turn: what was heard, what is answered, and how long each stage took. */
export function TurnCaption({
  turn,
  session,
  language,
}: {
  turn: Turn;
  session: ConversationSession;
  language: string;
}) {
  return (
    <article className={styles['turn']} data-testid="turn">
      {turn.person !== null && <PersonCaption person={turn.person} language={language} />}
      {turn.reply !== null && <ReplyCaption reply={turn.reply} session={session} language={language} />}
      {turn.latency !== null && <LatencyRibbon turn={turn} latency={turn.latency} language={language} />}
    </article>
  );
}

/** Words that may still change are grey. */
function PersonCaption({ person, language }: { person: Heard; language: string }) {
  return (
    <div>
      <p className={styles['speaker']}>You</p>
      <p className={styles['person']} data-testid="transcript" data-final={person.isFinal} lang={language}>
        {person.text.slice(0, person.stableChars)}
        <span className={styles['pending']}>{person.text.slice(person.stableChars)}</span>
      </p>
    </div>
  );
}

/** Words light up as they are heard. */
function ReplyCaption({
  reply,
  session,
  language,
}: {
  reply: Reply;
  session: ConversationSession;
  language: string;
}) {
  const heard = useHeardCharacters(reply, session);
  const isCut = typeof reply.heard === 'object';
  return (
    <div>
      <p className={styles['speaker']}>Parley</p>
      <p className={styles['reply']} data-testid="reply" data-heard={heard} data-cut={isCut} lang={language}>
        <span className={styles['heard']}>
          {isCut ? reply.text.slice(0, heard).trimEnd() : reply.text.slice(0, heard)}
        </span>
        {/* What an interruption cut off was never said. */}
        <span className={styles['ahead']}>{isCut ? ' —' : reply.text.slice(heard)}</span>
      </p>
    </div>
  );
}
