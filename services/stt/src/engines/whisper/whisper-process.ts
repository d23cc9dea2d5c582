import { WhisperMelSpectrogram } from '@parley/audio';
import { type EngineHandlers, serveEngine } from '@parley/inference';
import { RowServer } from '../rows/row-server.js';
import type { WhisperModel } from './decoding/decoding-types.js';
import { readWhisperFiles } from './model/whisper-files.js';
import { openWhisperNetwork } from './network/open-whisper-network.js';
import { RecordingServer } from './recording-server.js';
import { detectRecordingLanguage } from './transcription/recording-language.js';
import { transcribeRows } from './transcription/transcribe-rows.js';
import { warmUp } from './warm-up.js';
import type { WhisperFacts, WhisperLoad, WhisperProtocol } from './whisper-protocol.js';

serveEngine<WhisperLoad, WhisperProtocol>(async ({ directory, ...options }) => {
  const notes: string[] = [];
  let deviceFallback: string | undefined;
  const files = readWhisperFiles(directory);
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
  const rows = new RowServer((batch, settle) => transcribeRows(model, batch, settle), false);
  const { melBins } = model.network.dimensions;
  return {
    describe: () => Promise.resolve(facts),
    ...rows.handlers,
    ...new RecordingServer(model).handlers,
    identifyLanguage: async ({ audio }, { signal }) => {
      const spectrogram = await WhisperMelSpectrogram.inPieces(audio, melBins, signal);
      return detectRecordingLanguage(model, spectrogram, {}, signal);
    },
  };
}
