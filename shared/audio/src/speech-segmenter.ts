/** The length of what one voice-activity score stands for: 512 samples at 16 kHz. */
export const scoreMs = 32;

export interface SegmenterOptions {
  /** A score from here on begins speech. */
  enterScore: number;
  /** A score under this one begins a pause. Between the two, whatever was goes on. */
  leaveScore: number;
  /** Shorter bursts are noise. */
  minSpeechMs: number;
  /** A pause of this length ends the utterance. */
  minSilenceMs: number;
  /** How much earlier than the first loud score an utterance begins: soft consonants score low. */
  preRollMs: number;
  /** How much of the pause still belongs to the utterance. */
  postRollMs: number;
  /** A longer utterance is cut at the quietest place of its second half. */
  maxUtteranceMs: number;
}

export const segmenterDefaults: SegmenterOptions = {
  enterScore: 0.5,
  leaveScore: 0.35,
  minSpeechMs: 96,
  minSilenceMs: 500,
  preRollMs: 300,
  postRollMs: 100,
  maxUtteranceMs: 30_000,
};

/** Times are in ms since the first score; `detectedAtMs` is when the scores sufficed to know it. */
export type SpeechEvent =
  | { type: 'speech-start'; atMs: number; detectedAtMs: number; continued: boolean }
  | { type: 'speech-end'; atMs: number; detectedAtMs: number; reason: 'silence' | 'too-long' | 'stream-end' };

type State =
  | { type: 'silent' }
  | { type: 'perhaps-speaking'; sinceMs: number }
  | { type: 'speaking'; startMs: number; silentSinceMs: number | undefined };

/** Turns voice-activity scores into utterances. Pure: no clock, no audio; the same scores give the same events. */
export class SpeechSegmenter {
  #options: SegmenterOptions;
  #state: State = { type: 'silent' };
  #nowMs = 0;
  #lastEndMs = 0;
  /** Scores of the present utterance, oldest first; the last one ends at `#nowMs`. Bounded by maxUtteranceMs. */
  #scores: number[] = [];

  constructor(options: Partial<SegmenterOptions> = {}) {
    this.#options = { ...segmenterDefaults, ...options };
  }

  /** Changes options while the stream goes on; they hold from the next score on. */
  configure(options: Partial<SegmenterOptions>): void {
    this.#options = { ...this.#options, ...options };
  }

  get speaking(): boolean {
    return this.#state.type === 'speaking';
  }

  /** How long the pause has lasted, in ms; 0 while somebody speaks, and while nobody has begun to. */
  get pauseMs(): number {
    if (this.#state.type !== 'speaking' || this.#state.silentSinceMs === undefined) return 0;
    return this.#nowMs - this.#state.silentSinceMs;
  }

  /** Takes the next score (0 to 1; NaN counts as 0) and says what it began or ended. */
  push(score: number): SpeechEvent[] {
    const sinceMs = this.#nowMs;
    this.#nowMs += scoreMs;
    if (this.#state.type === 'speaking') return this.#whileSpeaking(this.#state, score, sinceMs);
    if (this.#state.type === 'silent' && score >= this.#options.enterScore) {
      this.#state = { type: 'perhaps-speaking', sinceMs };
    }
    return this.#state.type === 'perhaps-speaking' ? this.#whilePerhapsSpeaking(this.#state, score) : [];
  }

  /** The stream is over: ends an utterance that has not ended. */
  flush(): SpeechEvent[] {
    if (this.#state.type !== 'speaking') return [];
    return [this.#end(this.#withPostRoll(this.#state.silentSinceMs ?? this.#nowMs), 'stream-end')];
  }

  #whilePerhapsSpeaking(state: { sinceMs: number }, score: number): SpeechEvent[] {
    if (!(score >= this.#options.leaveScore)) {
      this.#state = { type: 'silent' };
      return [];
    }
    if (this.#nowMs - state.sinceMs < this.#options.minSpeechMs) return [];
    const startMs = Math.max(this.#lastEndMs, state.sinceMs - this.#options.preRollMs);
    return [this.#start(startMs, false)];
  }

  #whileSpeaking(state: State & { type: 'speaking' }, score: number, sinceMs: number): SpeechEvent[] {
    this.#scores.push(score);
    if (score >= this.#options.enterScore) state.silentSinceMs = undefined;
    else if (!(score >= this.#options.leaveScore)) state.silentSinceMs ??= sinceMs;
    if (this.pauseMs > 0 && this.pauseMs >= this.#options.minSilenceMs) {
      return [this.#end(this.#withPostRoll(state.silentSinceMs ?? this.#nowMs), 'silence')];
    }
    const nextLengthMs = this.#nowMs + scoreMs - state.startMs;
    if (nextLengthMs <= this.#options.maxUtteranceMs) return [];
    return this.#cut(state);
  }

  /** In a pause the utterance simply ends. In the middle of speech it is cut, and goes on as the next one. */
  #cut(state: State & { type: 'speaking' }): SpeechEvent[] {
    if (state.silentSinceMs !== undefined)
      return [this.#end(this.#withPostRoll(state.silentSinceMs), 'too-long')];
    const half = Math.floor(this.#scores.length / 2);
    const quietest = this.#scores.reduce(
      (best, score, i) => (i >= half && score < (this.#scores[best] ?? Infinity) ? i : best),
      half,
    );
    const scoresAfter = this.#scores.slice(quietest + 1);
    const cutMs = this.#nowMs - (scoresAfter.length + 0.5) * scoreMs;
    const events = [this.#end(cutMs, 'too-long'), this.#start(cutMs, true)];
    this.#scores = scoresAfter;
    return events;
  }

  #start(startMs: number, continued: boolean): SpeechEvent {
    this.#state = { type: 'speaking', startMs, silentSinceMs: undefined };
    this.#scores = [];
    return { type: 'speech-start', atMs: startMs, detectedAtMs: this.#nowMs, continued };
  }

  #end(atMs: number, reason: (SpeechEvent & { type: 'speech-end' })['reason']): SpeechEvent {
    this.#state = { type: 'silent' };
    this.#scores = [];
    this.#lastEndMs = atMs;
    return { type: 'speech-end', atMs, detectedAtMs: this.#nowMs, reason };
  }

  #withPostRoll(silentSinceMs: number): number {
    return Math.min(this.#nowMs, silentSinceMs + this.#options.postRollMs);
  }
}
