import type { CallContext, EngineHandlers } from '@parley/inference';
import { concatSamples, WhisperMelSpectrogram } from '@parley/audio';
import type { TranscriptSegment } from '@parley/contracts';
import { holdsNoSpeech } from '../rows/no-speech.js';
import type { WhisperModel } from './decoding/decoding-types.js';
import type { RecordingProtocol } from './recording-protocol.js';
import { toWhisperRequest } from './transcription/engine-requests.js';
import { removeHallucinations } from './transcription/hallucinations/guard.js';
import { frameMs } from './transcription/segments.js';
import { transcribeRecordingSequentially } from './transcription/sequential-transcription.js';
import {
  confidenceOf,
  type TranscribedSegment,
  toTranscriptSegment,
} from './transcription/transcribed-segment.js';

type Sequential = RecordingProtocol['sequential'];

/** A recording that has come, or is coming. */
interface Recording {
  parts: Float32Array[];
  /** Lets the next window begin. */
  goOn: () => void;
}

/**
 * Whole recordings in the engine process: their sound comes in parts, and each window after the first is heard when its
 * turn has come.
 */
export class RecordingServer {
  readonly handlers: EngineHandlers<RecordingProtocol> = {
    hearPart: async ({ recording, samples }) => {
      this.open(recording).parts.push(samples);
      return undefined;
    },
    sequential: (input, context) => this.transcribe(input, context),
    nextWindow: async ({ recording }) => {
      this.recordings.get(recording)?.goOn();
      return undefined;
    },
    forgetRecording: async ({ recording }) => {
      this.recordings.delete(recording);
      return undefined;
    },
  };
  private readonly recordings = new Map<number, Recording>();

  constructor(private readonly model: WhisperModel) {}

  private open(id: number): Recording {
    const recording = this.recordings.get(id) ?? { parts: [], goOn: () => undefined };
    this.recordings.set(id, recording);
    return recording;
  }

  private async transcribe(
    { recording: id, request }: Sequential['input'],
    { signal, emit }: CallContext<Sequential['chunk']>,
  ): Promise<undefined> {
    const { files, network } = this.model;
    const recording = this.open(id);
    const audio = concatSamples(recording.parts);
    recording.parts = [];
    const whisper = toWhisperRequest(request, files);
    if (holdsNoSpeech(audio)) {
      const language = whisper.language ?? files.languages[0] ?? 'en';
      await emit({ type: 'summary', summary: { language } });
      return undefined;
    }
    const spectrogram = await WhisperMelSpectrogram.inPieces(audio, network.dimensions.melBins, signal);
    const audioMs = spectrogram.frames * frameMs;
    const options = { ...whisper, ...whisper.fallback };
    const events = transcribeRecordingSequentially(this.model, spectrogram, options, signal);
    const kept: TranscribedSegment[] = [];
    let segments: TranscriptSegment[] = [];
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) {
        const confidence = confidenceOf(kept);
        const summary = { language: next.value.language, ...(confidence !== undefined && { confidence }) };
        await emit({ type: 'summary', summary });
        return undefined;
      }
      if (next.value.type === 'segment-transcribed') {
        const believed = removeHallucinations([next.value.segment], files);
        kept.push(...believed);
        segments.push(...believed.map((segment) => toTranscriptSegment(segment, audioMs)));
        continue;
      }
      const { doneMs, language } = next.value;
      const goesOn = doneMs < audioMs;
      const turn = goesOn ? nextTurn(recording, signal) : undefined;
      await emit({ type: 'window', goesOn, window: { segments, language, doneMs } });
      segments = [];
      await turn;
    }
  }
}

/** Resolves when the recording's next window may begin. */
function nextTurn(recording: Recording, signal: AbortSignal): Promise<void> {
  const turn = new Promise<void>((resolve, reject) => {
    recording.goOn = resolve;
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  turn.catch(() => undefined);
  return turn;
}
