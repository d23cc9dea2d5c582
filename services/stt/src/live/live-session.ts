import { setTimeout as delay } from 'node:timers/promises';
import { type SpeechEvent, SpeechSegmenter, scoreMs, segmenterDefaults } from '@parley/audio';
import type { LiveServerEvent } from '@parley/contracts';
import type { VoiceActivity } from '@parley/inference';
import type { EngineRequest, SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import type { SttEvents } from '../events.js';
import { FinalDelivery } from './final-delivery.js';
import { InterimPacing, type InterimPacingParts } from './interim-pacing.js';
import { LiveAudio } from './live-audio.js';
import { LiveStatus } from './live-status.js';
import { Utterance } from './utterance.js';

export interface LiveSessionParts extends InterimPacingParts {
  engine: SpeechToTextEngine;
  /** Interims hear no more than these last milliseconds of a long utterance. */
  tailMs: number;
  voiceActivity: VoiceActivity;
  events: SttEvents;
  maxLagMs: number;
  emit: (event: LiveServerEvent) => void;
  /** The session cannot go on. */
  fail: (error: unknown) => void;
  signal: AbortSignal;
}

export interface LiveSettings {
  request: EngineRequest;
  /** Interims a second, at most; 0 for none. */
  interimRate: number;
  silenceMs: number;
}

/** A pause this long may be the end of the utterance: its final begins. */
const earlyFinalPauseMs = 200;
/** Finals under way; the audio after them waits meanwhile. */
const maxPendingFinals = 4;
/** A client that sends nothing for this long in the middle of speech has stopped its microphone. */
const stalledMs = 1_000;
/** Voice activity that is being restarted is asked again after this time. */
const voiceActivityRetryMs = 250;

/**
 * One speaker's live audio, as it becomes text: voice activity cuts it into utterances, each with interims and a final.
 * Finals come out in order. Nothing is lost in silence: audio that cannot be kept is counted and told.
 */
export class LiveSession {
  private readonly audio: LiveAudio;
  private readonly segmenter: SpeechSegmenter;
  private readonly stream: ReturnType<VoiceActivity['openStream']>;
  private readonly status: LiveStatus;
  private readonly finals: FinalDelivery;
  private readonly stallTimer: NodeJS.Timeout;
  private hearing: Promise<void> = Promise.resolve();
  private isHearing = false;
  private utterance: Utterance | undefined;
  private heardMs = 0;
  private readonly pacing: InterimPacing;
  private readonly waitingForRoom: (() => void)[] = [];
  utterances = 0;
  receivedMs = 0;

  constructor(
    private readonly parts: LiveSessionParts,
    private settings: LiveSettings,
  ) {
    const maxUtteranceMs = parts.engine.maxAudioMs;
    this.audio = new LiveAudio({ historyMs: maxUtteranceMs + 5_000, maxWaitingMs: parts.maxLagMs });
    this.segmenter = new SpeechSegmenter({ maxUtteranceMs, minSilenceMs: settings.silenceMs });
    this.stream = parts.voiceActivity.openStream();
    this.status = new LiveStatus(parts.emit);
    this.pacing = new InterimPacing(parts, () => ({
      interimRate: this.settings.interimRate,
      language: this.settings.request.language,
    }));
    this.finals = new FinalDelivery({ ...parts, receivedMs: (heardMs) => this.audio.receivedMs(heardMs) });
    this.stallTimer = setTimeout(() => this.onStall(), stalledMs);
    const removeSpeaker = parts.scheduler.addSpeaker();
    parts.signal.addEventListener(
      'abort',
      () => {
        clearTimeout(this.stallTimer);
        removeSpeaker();
      },
      { once: true },
    );
    this.updateStatus();
  }

  get droppedMs(): number {
    return this.audio.droppedMs + this.finals.lostMs;
  }

  configure(settings: Partial<LiveSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.segmenter.configure({ minSilenceMs: this.settings.silenceMs });
  }

  /** Takes audio: mono, 16 kHz, -1 to 1. Never waits; what cannot be kept is dropped, counted and told. */
  push(samples: Float32Array): void {
    this.receivedMs += samples.length / 16;
    const droppedMs = this.audio.push(samples);
    if (droppedMs > 0) this.parts.events.audioDropped(droppedMs, 'recognition fell behind');
    this.stallTimer.refresh();
    void this.hearWaiting();
  }

  /** Resolves when no more than half of what may wait does: who waits for it loses nothing to a slow recogniser. */
  async waitForRoom(): Promise<void> {
    const { maxLagMs, signal } = this.parts;
    while (this.isHearing && this.audio.waitingMs > maxLagMs / 2 && !signal.aborted) {
      await new Promise<void>((resolve) => this.waitingForRoom.push(resolve));
    }
  }

  /** No more audio comes. Resolves when the finals of all that was said are out. */
  async finish(): Promise<void> {
    clearTimeout(this.stallTimer);
    this.audio.finish();
    await this.hearWaiting();
    for (const event of this.segmenter.flush()) this.onSpeech(event);
    await this.finals.finish();
  }

  /** Hears all that waits. One run at a time: audio that comes meanwhile is heard by the same. */
  private hearWaiting(): Promise<void> {
    if (!this.isHearing) this.hearing = this.hear().catch(this.parts.fail);
    return this.hearing;
  }

  private async hear(): Promise<void> {
    const { signal } = this.parts;
    this.isHearing = true;
    try {
      for (
        let samples = this.audio.take();
        samples.length > 0 && !signal.aborted;
        samples = this.audio.take()
      ) {
        for (const score of await this.score(samples)) this.hearWindow(score);
        this.considerInterim();
        this.updateStatus();
        this.tellRoom();
        await this.finals.waitForRoom(maxPendingFinals);
      }
    } finally {
      this.isHearing = false;
      this.tellRoom();
    }
  }

  private tellRoom(): void {
    for (const resolve of this.waitingForRoom.splice(0)) resolve();
  }

  private hearWindow(score: number): void {
    this.heardMs += scoreMs;
    for (const event of this.segmenter.push(score)) this.onSpeech(event);
    this.beginFinalInPause();
  }

  /** Scores in spite of a voice-activity process that is being restarted: the audio waits for it. */
  private async score(samples: Float32Array): Promise<Float32Array> {
    const { signal } = this.parts;
    for (;;) {
      try {
        return await this.stream.push(samples, signal);
      } catch {
        if (signal.aborted) return new Float32Array(0);
        await delay(voiceActivityRetryMs, undefined, { signal }).catch(() => undefined);
        this.updateStatus();
      }
    }
  }

  private onSpeech(event: SpeechEvent): void {
    if (event.type === 'speech-start') {
      this.parts.emit({ event: 'speech_start', t0: this.audio.receivedMs(event.atMs) });
      this.beginUtterance(event.atMs);
    } else {
      this.parts.emit({ event: 'speech_end', t1: this.audio.receivedMs(event.atMs) });
      this.endUtterance(event.atMs);
    }
  }

  private beginUtterance(startMs: number): void {
    const { scheduler, tailMs, signal, emit, events } = this.parts;
    this.utterances += 1;
    this.pacing.restart();
    this.utterance = new Utterance(startMs, {
      scheduler,
      interimScheduler: this.pacing.scheduler,
      tailMs,
      signal,
      request: this.settings.request,
      read: (fromMs, toMs) => this.audio.read(fromMs, toMs),
      onInterim: ({ text, stableChars, endMs }) => {
        if (this.settings.interimRate === 0) return;
        const [t0, t1] = [this.audio.receivedMs(startMs), this.audio.receivedMs(endMs)];
        emit({ event: 'interim', text, stable_chars: stableChars, t0, t1 });
        events.interimSent();
      },
    });
  }

  private endUtterance(endMs: number): void {
    const { utterance } = this;
    this.utterance = undefined;
    if (!utterance) return;
    this.finals.add(utterance.startMs, endMs, utterance.final(endMs));
  }

  /** In a pause that may be the end, the final need not wait to be sure. */
  private beginFinalInPause(): void {
    const { pauseMs } = this.segmenter;
    if (!this.utterance || pauseMs < earlyFinalPauseMs || this.parts.scheduler.isBusyWithFinals) return;
    this.utterance.beginFinal(this.heardMs - pauseMs + segmenterDefaults.postRollMs);
  }

  private considerInterim(): void {
    const { utterance } = this;
    if (!utterance || utterance.isInterimUnderWay || this.pacing.isPaused(this.finals.count)) return;
    if (this.segmenter.pauseMs >= earlyFinalPauseMs || !this.pacing.isDue) return;
    void utterance.requestInterim(() => this.heardMs).then(() => this.pacing.restart());
  }

  private updateStatus(): void {
    const { backPressure, cooldownMs } = this.pacing;
    this.status.update({
      tailMs: this.audio.waitingMs + this.finals.audioMs,
      oldestWaitMs: Math.max(this.audio.waitingMs, this.finals.oldestWaitMs),
      backPressure,
      cooldownMs: Number.isFinite(cooldownMs) ? cooldownMs : 0,
      interimPaused: this.pacing.isPaused(this.finals.count),
      droppedMs: this.droppedMs,
    });
  }

  private onStall(): void {
    if (!this.segmenter.speaking) return;
    this.audio.pushSilence(this.settings.silenceMs + segmenterDefaults.postRollMs);
    void this.hearWaiting();
  }
}
