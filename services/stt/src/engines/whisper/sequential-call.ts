import { WhisperMelSpectrogram } from '@parley/audio';
import type { CallContext } from '@parley/inference';
import { holdsNoSpeech } from '../rows/no-speech.js';
import type { WhisperModel } from './decoding/decoding-types.js';
import { toWhisperRequest } from './transcription/engine-requests.js';
import { removeHallucinations } from './transcription/hallucinations/guard.js';
import { frameMs } from './transcription/segments.js';
import { transcribeRecordingSequentially } from './transcription/sequential-transcription.js';
import {
  confidenceOf,
  type TranscribedSegment,
  toTranscriptSegment,
} from './transcription/transcribed-segment.js';
import type { WhisperProtocol } from './whisper-protocol.js';

type Sequential = WhisperProtocol['sequential'];

/** Answers a call for a whole recording: sends its segments, and how far it is, as they are there. */
export async function transcribeForCaller(
  model: WhisperModel,
  { audio, request }: Sequential['input'],
  { signal, emit }: CallContext<Sequential['chunk']>,
): Promise<Sequential['output']> {
  const { files, network } = model;
  const whisper = toWhisperRequest(request, files);
  if (holdsNoSpeech(audio)) return { language: whisper.language ?? files.languages[0] ?? 'en' };
  const spectrogram = await WhisperMelSpectrogram.inPieces(audio, network.dimensions.melBins, signal);
  const audioMs = spectrogram.frames * frameMs;
  const options = { ...whisper, ...whisper.fallback };
  const events = transcribeRecordingSequentially(model, spectrogram, options, signal);
  const kept: TranscribedSegment[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) {
      const confidence = confidenceOf(kept);
      return { language: next.value.language, ...(confidence !== undefined && { confidence }) };
    }
    if (next.value.type === 'window-done') {
      await emit({ type: 'progress', doneMs: next.value.doneMs });
      continue;
    }
    for (const segment of removeHallucinations([next.value.segment], files)) {
      kept.push(segment);
      await emit({ type: 'segment', segment: toTranscriptSegment(segment, audioMs) });
    }
  }
}
