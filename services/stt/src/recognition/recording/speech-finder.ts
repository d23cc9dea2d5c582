import { voiceActivityWindowSamples as windowSamples } from '@parley/inference';

/** A stretch of a recording, in samples at 16 kHz from its beginning; `end` is the first sample after it. */
export interface SampleStretch {
  start: number;
  end: number;
}

/**
 * How faster-whisper's batched mode finds speech (faster_whisper/vad.py): a score from `enterScore` on is speech, one
 * under `leaveScore` is none, and what lies between goes on as before.
 */
const enterScore = 0.5;
const leaveScore = 0.35;
const windowMs = windowSamples / 16;
/** A silence of this length ends a stretch. */
const minSilenceWindows = Math.ceil(160 / windowMs);
/** A silence of this length is where a stretch that is too long is cut. */
const minPauseWindows = Math.ceil(98 / windowMs);
/** What a stretch is given on either side; half the silence where it is shorter than both. */
const paddingSamples = 400 * 16;

interface Speech {
  /** With its padding. */
  startSample: number;
  startWindow: number;
  silentSince: number | undefined;
  /** The last silence that is long enough to cut at. */
  pause: { from: number; to: number | undefined } | undefined;
  scores: number[];
}

/**
 * Finds the stretches of speech in voice-activity scores as they come, each no longer than `maxSamples` with its
 * padding. Pure: the same scores give the same stretches. Holds the scores of one stretch.
 */
export class SpeechFinder {
  private window = 0;
  private speech: Speech | undefined;
  /** It has ended; how far its padding reaches is known when the next speech begins, or does not. */
  private ended: SampleStretch | undefined;
  private readonly maxWindows: number;

  /** @param maxSamples at least two seconds. */
  constructor(maxSamples: number) {
    this.maxWindows = Math.floor((maxSamples - 2 * paddingSamples) / windowSamples) - 1;
  }

  /** The stretches that are complete with the next score. */
  push(score: number): SampleStretch[] {
    const found: SampleStretch[] = [];
    if (!this.speech && score >= enterScore) this.begin(this.window, found);
    if (this.speech) this.follow(this.speech, score, found);
    this.window += 1;
    const silence = this.ended ? this.window * windowSamples - this.ended.end : 0;
    if (!this.speech && silence >= 2 * paddingSamples) this.release(paddingSamples, found);
    return found;
  }

  /** The last stretches of a recording of so many samples. */
  flush(totalSamples: number): SampleStretch[] {
    const found: SampleStretch[] = [];
    if (this.speech) {
      this.release(0, found);
      const { startSample, silentSince } = this.speech;
      this.ended = { start: startSample, end: (silentSince ?? this.window) * windowSamples };
      this.speech = undefined;
    }
    this.release(paddingSamples, found);
    return found
      .map(({ start, end }) => ({ start, end: Math.min(end, totalSamples) }))
      .filter(({ start, end }) => end > start);
  }

  private begin(window: number, found: SampleStretch[]): void {
    const silence = window * windowSamples - (this.ended?.end ?? 0);
    const padding = this.ended ? Math.min(paddingSamples, Math.floor(silence / 2)) : paddingSamples;
    this.release(padding, found);
    const startSample = Math.max(0, window * windowSamples - padding);
    this.speech = { startSample, startWindow: window, silentSince: undefined, pause: undefined, scores: [] };
  }

  /** Gives out the stretch that has ended, with so much padding. */
  private release(padding: number, found: SampleStretch[]): void {
    if (this.ended) found.push({ start: this.ended.start, end: this.ended.end + padding });
    this.ended = undefined;
  }

  private follow(speech: Speech, score: number, found: SampleStretch[]): void {
    speech.scores.push(score);
    if (score >= enterScore) {
      speech.silentSince = undefined;
      if (speech.pause) speech.pause.to ??= this.window;
    } else if (!(score >= leaveScore)) {
      speech.silentSince ??= this.window;
    }
    const { silentSince } = speech;
    const silentWindows = silentSince === undefined ? 0 : this.window + 1 - silentSince;
    if (silentSince !== undefined && silentWindows >= minSilenceWindows) return this.end(silentSince);
    if (silentSince !== undefined && silentWindows >= minPauseWindows) {
      speech.pause = { from: silentSince, to: undefined };
    }
    if (this.window + 1 - speech.startWindow >= this.maxWindows) this.cut(speech, found);
  }

  private end(window: number): void {
    this.ended = { start: this.speech?.startSample ?? 0, end: window * windowSamples };
    this.speech = undefined;
  }

  /** Cuts speech that is too long: in its last pause, or else at the quietest place of its second half. */
  private cut(speech: Speech, found: SampleStretch[]): void {
    const { pause, scores, startWindow } = speech;
    if (pause) {
      this.end(pause.from);
      if (pause.to === undefined) return;
      this.begin(pause.to, found);
      this.replay(scores.slice(pause.to - startWindow));
      return;
    }
    const half = Math.floor(scores.length / 2);
    const quietest = scores.reduce(
      (best, score, i) => (i >= half && score < (scores[best] ?? Infinity) ? i : best),
      half,
    );
    const at = startWindow + quietest;
    this.end(at);
    this.release(0, found);
    this.speech = {
      startSample: at * windowSamples,
      startWindow: at,
      silentSince:
        speech.silentSince !== undefined && speech.silentSince >= at ? speech.silentSince : undefined,
      pause: undefined,
      scores: scores.slice(quietest),
    };
  }

  /** The scores after a cut belong to the next stretch; its own silence goes on. */
  private replay(scores: number[]): void {
    if (!this.speech) return;
    this.speech.scores = scores;
    const lastSpeech = scores.findLastIndex((score) => score >= leaveScore);
    if (lastSpeech < scores.length - 1) {
      this.speech.silentSince = this.speech.startWindow + lastSpeech + 1;
    }
  }
}
