import { describe, expect, it } from 'vitest';
import { reduceConversation } from './conversation-reducer.js';
import {
  initialConversation,
  phaseOf,
  type ConversationEvent,
  type ConversationState,
} from './conversation-state.js';

function after(...events: ConversationEvent[]): ConversationState {
  return events.reduce(reduceConversation, initialConversation);
}

const connected: ConversationEvent = {
  type: 'connected',
  session_id: 's',
  level: 'intermediate',
  language: 'en',
  engines: { stt: null, llm: 'scripted', tts: null, avatar: null },
};
const interim = (text: string): ConversationEvent => ({ type: 'transcript', text, is_final: false });
const final = (text: string, turnId: string): ConversationEvent => ({
  type: 'transcript',
  text,
  is_final: true,
  turn_id: turnId,
});
const word = (text: string, turnId: string): ConversationEvent => ({
  type: 'ai_text',
  text,
  turn_id: turnId,
  is_final: false,
});
const audioStart = (turnId: string, generation: number): ConversationEvent => ({
  type: 'ai_audio_start',
  sample_rate: 24_000,
  turn_id: turnId,
  generation,
});

describe('reduceConversation', () => {
  it('lets interims grow into one final transcript', () => {
    const { turns } = after(connected, interim('good'), interim('good tea'), final('good tea please', 'a'));
    expect(turns).toHaveLength(1);
    expect(turns[0]?.person).toEqual({ text: 'good tea please', stableChars: 15, isFinal: true });
    expect(turns[0]?.turnId).toBe('a');
  });

  it('begins a new turn for speech after a final', () => {
    const { turns } = after(connected, final('one', 'a'), interim('two'));
    expect(turns.map((turn) => turn.person?.text)).toEqual(['one', 'two']);
  });

  it('takes the echo of typed text for the same turn', () => {
    const { turns } = after(connected, { type: 'text-typed', text: 'Hello' }, final('Hello', 'a'));
    expect(turns).toHaveLength(1);
    expect(turns[0]?.turnId).toBe('a');
  });

  it('joins the words of a reply and takes the whole text at its end', () => {
    const { turns } = after(connected, final('hi', 'a'), word('Good ', 'a'), word('day ', 'a'), {
      type: 'ai_text',
      text: 'Good day',
      turn_id: 'a',
      is_final: true,
    });
    expect(turns[0]?.reply).toMatchObject({ text: 'Good day', isComplete: true });
  });

  it('shows a greeting as a turn without a person', () => {
    const { turns } = after(connected, word('Hello', 'g'));
    expect(turns).toEqual([expect.objectContaining({ person: null, turnId: 'g' })]);
  });

  it('keeps how far an interrupted reply was heard, and not more', () => {
    const state = after(
      connected,
      final('hi', 'a'),
      word('Good day', 'a'),
      audioStart('a', 1),
      { type: 'playback-started', generation: 1 },
      { type: 'interrupted', generation: 1, heard_ms: 700 },
      { type: 'playback-ended', generation: 1 },
    );
    expect(state.turns[0]?.reply?.heard).toEqual({ untilMs: 700 });
    expect(state.speaking).toBeNull();
  });

  it('does not mix generations of an earlier session into turns of this one', () => {
    const first = [connected, word('One', 'a'), audioStart('a', 1)];
    const second = [connected, word('Two', 'b'), audioStart('b', 1)];
    const piece: ConversationEvent = {
      type: 'ai_speech',
      text: 'Two',
      generation: 1,
      start_ms: 0,
      end_ms: 9,
    };
    const { turns } = after(...first, ...second, piece);
    expect(turns.map((turn) => turn.reply?.pieces.length)).toEqual([0, 1]);
  });

  it('gives up an analysis when the connection goes', () => {
    const lost: ConversationEvent = { type: 'link-changed', link: { status: 'lost', retryInMs: 500 } };
    expect(after(connected, { type: 'conversation-ending' }, lost).analysis).toBe('none');
  });

  it('lets a reply be read that never sounded', () => {
    const latency = { transcriptMs: 1, firstWordMs: 2, firstAudioMs: null, firstFrameMs: null };
    const complete: ConversationEvent = { type: 'turn_complete', turn_id: 'a', interrupted: false, latency };
    const { turns } = after(connected, final('hi', 'a'), word('Good day', 'a'), complete);
    expect(turns[0]?.reply?.heard).toBe('everything');
  });

  it('stops thinking when the service reports an error', () => {
    const state = after(connected, final('hi', 'a'), {
      type: 'error',
      code: 'engine_failed',
      message: 'It broke.',
    });
    expect(phaseOf(state)).toBe('resting');
    expect(state.problem).toEqual({ code: 'engine_failed', message: 'It broke.' });
  });
});

describe('phaseOf', () => {
  const microphoneOn: ConversationEvent = { type: 'microphone-changed', microphone: 'on' };
  it.each<[string, ConversationEvent[]]>([
    ['resting', [connected]],
    ['listening', [connected, microphoneOn]],
    ['connecting', [microphoneOn]],
    ['hearing', [connected, microphoneOn, { type: 'speech_start' }]],
    ['listening', [connected, microphoneOn, { type: 'speech_start' }, { type: 'speech-faded' }]],
    ['thinking', [connected, microphoneOn, final('hi', 'a')]],
    ['speaking', [connected, final('hi', 'a'), { type: 'playback-started', generation: 1 }]],
  ])('is %s', (phase, events) => {
    expect(phaseOf(after(...events))).toBe(phase);
  });
});
