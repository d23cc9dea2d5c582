import type { ConversationAnalysis, ConversationServerMessage, TurnLatency } from '@parley/contracts';
import type { Problem } from '../gateway/problem.js';

/** A piece of a reply and when it sounds, in milliseconds of the turn's audio. */
export interface SpeechPiece {
  text: string;
  startMs: number;
  endMs: number;
}

export interface Heard {
  text: string;
  /** Leading characters that no later interim changes. */
  stableChars: number;
  isFinal: boolean;
}

export interface Reply {
  text: string;
  isComplete: boolean;
  generation: number | null;
  pieces: SpeechPiece[];
  /** `live` while it may sound; then what was heard of it: everything, or up to these milliseconds. */
  heard: 'live' | 'everything' | { untilMs: number };
}

export interface Turn {
  /** Unique on this page. */
  key: number;
  turnId: string | null;
  person: Heard | null;
  reply: Reply | null;
  latency: TurnLatency | null;
  /** Of an earlier session: nothing that arrives now concerns it. */
  isPast: boolean;
}

export type Link =
  | { status: 'closed' }
  | { status: 'connecting' }
  | { status: 'open' }
  | { status: 'lost'; retryInMs: number };

export interface ConversationState {
  link: Link;
  microphone: 'off' | 'asking' | 'on';
  /** The person is speaking, as the service hears it. */
  personSpeaks: boolean;
  /** The service has understood, and has not answered yet. */
  replyPending: boolean;
  /** The generation that sounds now. */
  speaking: number | null;
  hasFace: boolean;
  turns: Turn[];
  problem: Problem | null;
  /** What the service reports beside errors, and speech that a slow line lost. */
  remark: string | null;
  analysis: 'none' | 'pending' | ConversationAnalysis;
}

/** What happens on the page itself. */
export type LocalEvent =
  | { type: 'link-changed'; link: Link }
  | { type: 'microphone-changed'; microphone: ConversationState['microphone'] }
  | { type: 'problem-met'; problem: Problem }
  | { type: 'problem-dismissed' }
  | { type: 'speech-dropped'; droppedMs: number }
  | { type: 'speech-faded' }
  | { type: 'face-shown' }
  | { type: 'text-typed'; text: string }
  | { type: 'playback-started'; generation: number }
  | { type: 'playback-ended'; generation: number }
  | { type: 'playback-cut'; generation: number; heardMs: number }
  | { type: 'conversation-ending' }
  | { type: 'conversation-begun' };

export type ConversationEvent = ConversationServerMessage | LocalEvent;

export const initialConversation: ConversationState = {
  link: { status: 'closed' },
  microphone: 'off',
  personSpeaks: false,
  replyPending: false,
  speaking: null,
  hasFace: false,
  turns: [],
  problem: null,
  remark: null,
  analysis: 'none',
};

export type Phase = 'resting' | 'connecting' | 'listening' | 'hearing' | 'thinking' | 'speaking';

/** The one thing that the conversation is doing, for the control and its words. */
export function phaseOf(state: ConversationState): Phase {
  if (state.speaking !== null) return 'speaking';
  if (state.replyPending) return 'thinking';
  if (state.microphone === 'asking') return 'connecting';
  if (state.microphone === 'off') return 'resting';
  if (state.link.status !== 'open') return 'connecting';
  return state.personSpeaks ? 'hearing' : 'listening';
}
