import type { Reply, Turn } from './conversation-state.js';

/** Turns kept on the page; older ones scroll out of memory. */
const keptTurns = 200;

const emptyReply: Reply = { text: '', isComplete: false, generation: null, pieces: [], heard: 'live' };

/** The turns with one more at the end. */
function appended(turns: Turn[], turn: Omit<Turn, 'key' | 'isPast'>): Turn[] {
  const key = (turns.at(-1)?.key ?? 0) + 1;
  return [...turns.slice(1 - keptTurns), { ...turn, key, isPast: false }];
}

function current(turn: Turn | undefined): Turn | undefined {
  return turn?.isPast === true ? undefined : turn;
}

/** The turns when a new session begins: session and turn ids start over. */
export function withSessionBegun(turns: Turn[]): Turn[] {
  return turns.map((turn) => ({ ...turn, isPast: true }));
}

function replacedLast(turns: Turn[], turn: Turn): Turn[] {
  return [...turns.slice(0, -1), turn];
}

/** Puts what the person said into the turn that is still theirs, or into a new one. */
export function withPerson(
  turns: Turn[],
  said: { text: string; stableChars: number; isFinal: boolean; turnId: string | null },
): Turn[] {
  const { turnId, ...person } = said;
  const last = current(turns.at(-1));
  const repeats = last?.person?.isFinal === true && last.reply === null && last.person.text === said.text;
  const continues = last !== undefined && last.person?.isFinal === false;
  const same = last !== undefined && turnId !== null && last.turnId === turnId && last.reply === null;
  if (last !== undefined && (repeats || continues || same)) {
    return replacedLast(turns, { ...last, person, turnId: turnId ?? last.turnId });
  }
  return appended(turns, { turnId, person, reply: null, latency: null });
}

/** Changes the reply of the turn `turnId`, opening the reply or the turn where there is none yet. */
export function withReply(turns: Turn[], turnId: string, change: (reply: Reply) => Reply): Turn[] {
  const index = turns.findLastIndex((turn) => !turn.isPast && turn.turnId === turnId);
  const found = turns[index];
  if (found !== undefined) {
    return turns.with(index, { ...found, reply: change(found.reply ?? emptyReply) });
  }
  const last = current(turns.at(-1));
  if (last !== undefined && last.turnId === null && last.reply === null) {
    return replacedLast(turns, { ...last, turnId, reply: change(emptyReply) });
  }
  return appended(turns, { turnId, person: null, reply: change(emptyReply), latency: null });
}

/** Changes the reply that sounds as `generation`, where there is one. */
export function withGeneration(turns: Turn[], generation: number, change: (reply: Reply) => Reply): Turn[] {
  return turns.map((turn) =>
    !turn.isPast && turn.reply !== null && turn.reply.generation === generation
      ? { ...turn, reply: change(turn.reply) }
      : turn,
  );
}

/** Changes the turn `turnId`, where there is one. */
export function withTurn(turns: Turn[], turnId: string, change: (turn: Turn) => Turn): Turn[] {
  return turns.map((turn) => (!turn.isPast && turn.turnId === turnId ? change(turn) : turn));
}
