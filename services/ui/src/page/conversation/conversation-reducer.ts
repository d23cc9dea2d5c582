import type { ConversationServerMessage, TurnLatency } from '@parley/contracts';
import type { ConversationEvent, ConversationState, LocalEvent, Reply, Turn } from './conversation-state.js';
import { withGeneration, withPerson, withReply, withSessionBegun, withTurn } from './turns.js';

/** The state after an event, from the service or from the page. */
export function reduceConversation(state: ConversationState, event: ConversationEvent): ConversationState {
  return { ...state, ...(isLocal(event) ? changeByPage(state, event) : changeByService(state, event)) };
}

type Change = Partial<ConversationState>;

const localTypes: Record<LocalEvent['type'], true> = {
  'link-changed': true,
  'microphone-changed': true,
  'problem-met': true,
  'problem-dismissed': true,
  'speech-dropped': true,
  'speech-faded': true,
  'face-shown': true,
  'text-typed': true,
  'playback-started': true,
  'playback-ended': true,
  'playback-cut': true,
  'conversation-ending': true,
  'conversation-begun': true,
};

function isLocal(event: ConversationEvent): event is LocalEvent {
  return event.type in localTypes;
}

function changeByPage(state: ConversationState, event: LocalEvent): Change {
  switch (event.type) {
    case 'link-changed':
      return event.link.status === 'open'
        ? { link: event.link }
        : {
            link: event.link,
            personSpeaks: false,
            replyPending: false,
            analysis: withoutPending(state.analysis),
          };
    case 'microphone-changed':
      return event.microphone === 'on'
        ? { microphone: 'on', problem: null }
        : { microphone: event.microphone, personSpeaks: false };
    case 'problem-met':
      return { problem: event.problem, replyPending: false };
    case 'problem-dismissed':
      return { problem: null, remark: null };
    case 'speech-dropped':
      return {
        remark: `The connection is slow: ${seconds(event.droppedMs)} of your speech did not get through.`,
      };
    case 'speech-faded':
      return { personSpeaks: false };
    case 'face-shown':
      return { hasFace: true };
    case 'text-typed':
      return { turns: withPerson(state.turns, typed(event.text)), replyPending: true, problem: null };
    case 'playback-started':
      return { speaking: event.generation, replyPending: false };
    case 'playback-ended':
      return { ...silenced(state, event.generation), turns: heard(state, event.generation, 'everything') };
    case 'playback-cut':
      return {
        ...silenced(state, event.generation),
        turns: heard(state, event.generation, { untilMs: event.heardMs }),
      };
    case 'conversation-ending':
      return { analysis: 'pending', replyPending: false };
    case 'conversation-begun':
      return { analysis: 'none', problem: null, remark: null };
  }
}

function changeByService(state: ConversationState, message: ConversationServerMessage): Change {
  switch (message.type) {
    case 'connected':
      return { link: { status: 'open' }, turns: withSessionBegun(state.turns) };
    case 'speech_start':
      return { personSpeaks: true };
    case 'transcript':
      return transcribed(state, message);
    case 'ai_text':
      return {
        turns: withReply(state.turns, message.turn_id, (reply) => withText(reply, message)),
      };
    case 'ai_audio_start':
      return {
        turns: withReply(state.turns, message.turn_id, (reply) => ({
          ...reply,
          generation: message.generation,
        })),
      };
    case 'ai_speech': {
      const piece = { text: message.text, startMs: message.start_ms, endMs: message.end_ms };
      return { turns: withGeneration(state.turns, message.generation, (reply) => withPiece(reply, piece)) };
    }
    case 'interrupted':
      return {
        ...silenced(state, message.generation),
        replyPending: false,
        turns: heard(state, message.generation, { untilMs: message.heard_ms }),
      };
    case 'turn_complete':
      return {
        replyPending: false,
        turns: withTurn(state.turns, message.turn_id, (turn) => completed(turn, message.latency)),
      };
    case 'status':
      return { remark: message.message };
    case 'analysis':
      return { analysis: message.analysis };
    case 'error':
      return { problem: { code: message.code, message: message.message }, replyPending: false };
    case 'ai_audio_end':
    case 'pong':
      return {};
  }
}

/** An analysis that was asked for does not come over a lost connection. */
function withoutPending(analysis: ConversationState['analysis']): ConversationState['analysis'] {
  return analysis === 'pending' ? 'none' : analysis;
}

function transcribed(
  state: ConversationState,
  message: Extract<ConversationServerMessage, { type: 'transcript' }>,
): Change {
  const said = {
    text: message.text,
    stableChars: message.stable_chars ?? (message.is_final ? message.text.length : 0),
    isFinal: message.is_final,
    turnId: message.turn_id ?? null,
  };
  return {
    turns: withPerson(state.turns, said),
    personSpeaks: !message.is_final,
    replyPending: message.is_final && message.text !== '',
  };
}

/** A reply that never sounded, for want of a voice, is there to be read. */
function completed(turn: Turn, latency: TurnLatency): Turn {
  const isSilent = turn.reply !== null && turn.reply.generation === null;
  const reply: Reply | null =
    isSilent && turn.reply !== null ? { ...turn.reply, heard: 'everything' } : turn.reply;
  return { ...turn, reply, latency };
}

/** The service sends a reply's words one after the other, and at the end the whole. */
function withText(reply: Reply, message: { text: string; is_final: boolean }): Reply {
  return message.is_final
    ? { ...reply, text: message.text, isComplete: true }
    : { ...reply, text: reply.text + message.text };
}

function withPiece(reply: Reply, piece: Reply['pieces'][number]): Reply {
  return { ...reply, pieces: [...reply.pieces, piece] };
}

function heard(
  state: ConversationState,
  generation: number,
  much: Reply['heard'],
): ConversationState['turns'] {
  return withGeneration(state.turns, generation, (reply) =>
    reply.heard === 'live' ? { ...reply, heard: much } : reply,
  );
}

function silenced(state: ConversationState, generation: number): Change {
  return { speaking: state.speaking === generation ? null : state.speaking };
}

function typed(text: string) {
  return { text, stableChars: text.length, isFinal: true, turnId: null };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
