import type { OpenedAudio } from '@parley/audio';
import type { EngineRequest, EngineTranscript } from '../../engines/speech-to-text-engine.js';
import { recordingAllowanceMs } from '../recognition-scheduler.js';
import { mapInOrder } from './map-in-order.js';
import { readSpeech } from './read-speech.js';
import { RecordingLanguage } from './recording-language.js';
import type { RecognisedRecording, RecordingContext, RecordingStep } from './recording-types.js';
import { RowTimes } from './row-times.js';
import type { SpeechRow } from './speech-row.js';
import { MeanConfidence } from './transcript-text.js';

/** One row's text, and where the row ends. */
interface RecognisedRow {
  row: SpeechRow;
  transcript: EngineTranscript;
}

/** Speech by voice activity, packed into rows that are recognised side by side. */
export async function* recogniseInBatches(
  { engine, scheduler, voiceActivity }: RecordingContext,
  audio: OpenedAudio,
  request: EngineRequest,
  signal: AbortSignal,
): AsyncGenerator<RecordingStep, RecognisedRecording> {
  const reading = { readSamples: 0 };
  const language = new RecordingLanguage(request.language);
  let { prefix } = request;
  const recognise = async (row: SpeechRow, rowSignal: AbortSignal): Promise<RecognisedRow> => {
    const rowRequest = { ...request, prefix };
    prefix = undefined;
    const transcript = await language.recognise((spoken) => {
      const deadlineMs = performance.now() + recordingAllowanceMs;
      const recognition = {
        deadlineMs,
        audio: () => row.audio,
        request: { ...rowRequest, language: spoken },
      };
      return scheduler.submit({ kind: 'recording', ...recognition }, rowSignal);
    });
    return { row, transcript };
  };
  const rows = mapInOrder(
    (rowsSignal) => readSpeech(audio, voiceActivity, engine.maxAudioMs, reading, rowsSignal),
    rowsUnderWay(engine),
    recognise,
    signal,
  );
  const confidence = new MeanConfidence();
  let heardLanguage: string | undefined;
  for await (const { row, transcript } of rows) {
    confidence.add(transcript);
    if (transcript.text !== '') heardLanguage ??= transcript.language;
    const endMs = (row.stretches.at(-1)?.end ?? 0) / 16;
    yield {
      segments: new RowTimes(row.stretches).place(transcript.segments),
      language: transcript.language,
      progress: audio.promisedMs ? Math.min(1, endMs / audio.promisedMs) : 0,
    };
  }
  const spokenLanguage = heardLanguage ?? languageOfSilence(request, engine);
  yield { segments: [], language: spokenLanguage, progress: 1 };
  return {
    language: spokenLanguage,
    durationMs: Math.round(reading.readSamples / 16),
    ...(confidence.value !== undefined && { confidence: confidence.value }),
  };
}

/** Where nothing was said: the language asked for, or the engine's first, as engines answer silence. */
function languageOfSilence({ language }: EngineRequest, { languages }: RecordingContext['engine']): string {
  return language === 'auto' ? (languages[0] ?? 'en') : language;
}

/** As many as the engine hears at once, and as many again that wait for it. */
function rowsUnderWay({ concurrency, batch }: RecordingContext['engine']): number {
  return (concurrency + 1) * (batch?.maxRows ?? 1);
}
