import { WhisperMelSpectrogram } from '@parley/audio';
import { type CallContext, type EngineHandlers, serveEngine } from '@parley/inference';
import { BatchAssembly } from './batch-assembly.js';
import type { WhisperModel } from './decoding/decoding-types.js';
import { readWhisperFiles } from './model/whisper-files.js';
import { openWhisperNetwork } from './network/open-whisper-network.js';
import { toWhisperRequest } from './transcription/engine-requests.js';
import { removeHallucinations } from './transcription/hallucinations/guard.js';
import { detectRecordingLanguage } from './transcription/recording-language.js';
import { transcribeRecordingSequentially } from './transcription/sequential-transcription.js';
import { holdsNoSpeech } from './transcription/silence.js';
import {
  confidenceOf,
  type TranscribedSegment,
  toTranscriptSegment,
} from './transcription/transcribed-segment.js';
import { warmUp } from './warm-up.js';
import type { WhisperFacts, WhisperLoad, WhisperProtocol } from './whisper-protocol.js';

serveEngine<WhisperLoad, WhisperProtocol>(async ({ directory, ...options }) => {
  const notes: string[] = [];
  let deviceFallback: string | undefined;
  const files = await readWhisperFiles(directory);
  const network = await openWhisperNetwork(directory, {
    ...options,
    onDeviceFallback: (reason) => (deviceFallback = reason),
    onNote: (note) => notes.push(note),
  });
  const model = { network, files };
  await warmUp(model);
  const facts: WhisperFacts = {
    device: network.device,
    dtype: network.dtype,
    languages: files.languages,
    translates: files.specialTokens.translate !== undefined && files.multilingual,
    hasWordTimestamps: network.hasCrossAttention,
    generatesInGraph: network.generatesInGraph,
    notes,
    ...(deviceFallback !== undefined && { deviceFallback }),
  };
  return handlers(model, facts);
});

function handlers(model: WhisperModel, facts: WhisperFacts): EngineHandlers<WhisperProtocol> {
  const assembly = new BatchAssembly(model);
  const { melBins } = model.network.dimensions;
  return {
    describe: () => Promise.resolve(facts),
    recognize: ({ audio, request, batch }, { signal }) =>
      assembly.transcribe({ audio, request, signal }, batch),
    sequential: (input, context) => transcribeSequentially(model, input, context),
    identifyLanguage: ({ audio }, { signal }) =>
      detectRecordingLanguage(model, new WhisperMelSpectrogram(audio, melBins), {}, signal),
  };
}

type Sequential = WhisperProtocol['sequential'];

async function transcribeSequentially(
  model: WhisperModel,
  { audio, request }: Sequential['input'],
  { signal, emit }: CallContext<Sequential['chunk']>,
): Promise<Sequential['output']> {
  const { files, network } = model;
  const whisper = toWhisperRequest(request, files);
  if (holdsNoSpeech(audio)) return { language: whisper.language ?? files.languages[0] ?? 'en' };
  const spectrogram = new WhisperMelSpectrogram(audio, network.dimensions.melBins);
  const events = transcribeRecordingSequentially(model, spectrogram, whisper, signal);
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
      await emit({ type: 'segment', segment: toTranscriptSegment(segment) });
    }
  }
}
