import {
  type OpenAiTextFormat,
  ParleyError,
  type TranscriptionTask,
  languageOfName,
  openAiTranscriptionSchema,
  openAiTranslationSchema,
} from '@parley/contracts';
import { requestSignal } from '@parley/service-kit';
import type { Express, RequestHandler } from 'express';
import type { z } from 'zod';
import type { SttContext } from '../context.js';
import type { SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import { assertReady, toEngineRequest } from '../recognition/engine-request.js';
import type { RecordingRequest } from '../recognition/recording/recording-types.js';
import { openRecording, transcribeRecording } from '../recognition/transcribe-recording.js';
import { requireAudioFile } from './audio-input.js';
import { acceptAudioUpload } from './audio-upload.js';
import { type TimestampGranularity, formatTranscription } from './openai-format.js';
import { assertModel } from './openai-models.js';
import { streamTranscription } from './openai-stream.js';

/** The fields that both endpoints share. */
type CommonFields = z.infer<typeof openAiTranslationSchema>;

/** `POST /v1/audio/transcriptions` and `POST /v1/audio/translations`, as OpenAI's clients know them. */
export function addOpenAiAudioRoutes(app: Express, context: SttContext, places: RequestHandler): void {
  const { config, engine } = context;
  const accept = [places, ...acceptAudioUpload(['file'], config.requests.maxUploadBytes)];

  app.post('/v1/audio/transcriptions', ...accept, async (request, response) => {
    const fields = openAiTranscriptionSchema.parse(request.body ?? {});
    const audio = requireAudioFile(request);
    const granularities = granularitiesOf(fields.timestamp_granularities, fields.word_timestamps, engine);
    const recordingRequest = toRecordingRequest(fields, 'transcribe', engine, granularities.includes('word'));
    const signal = requestSignal(request, response);
    if (!fields.stream) {
      const transcription = await transcribeRecording(context, audio, recordingRequest, signal);
      answer(response, formatTranscription(transcription, fields.response_format, granularities));
      return;
    }
    const opened = await openRecording(context, audio, signal);
    try {
      await streamTranscription(context, opened, recordingRequest, response, signal);
    } finally {
      opened.close();
    }
  });

  app.post('/v1/audio/translations', ...accept, async (request, response) => {
    const fields = openAiTranslationSchema.parse(request.body ?? {});
    const audio = requireAudioFile(request);
    const recordingRequest = toRecordingRequest(fields, 'translate', engine, false);
    const signal = requestSignal(request, response);
    const transcription = await transcribeRecording(context, audio, recordingRequest, signal);
    answer(response, formatTranscription(transcription, fields.response_format, ['segment']));
  });
}

type Formatted = ReturnType<typeof formatTranscription>;

function answer(response: Parameters<RequestHandler>[1], { body, contentType }: Formatted): void {
  if (contentType === undefined) response.json(body);
  else response.type(contentType).send(body);
}

/** @throws ParleyError `invalid_parameter` where words are asked for that the engine cannot place. */
function granularitiesOf(
  asked: readonly TimestampGranularity[] | undefined,
  wantsWords: boolean | undefined,
  engine: SpeechToTextEngine,
): readonly TimestampGranularity[] {
  const granularities: TimestampGranularity[] = [...(asked?.length ? asked : (['segment'] as const))];
  if (wantsWords && !granularities.includes('word')) granularities.push('word');
  if (granularities.includes('word') && !engine.capabilities.wordTimestamps) {
    throw new ParleyError(
      'invalid_parameter',
      `The active engine, ${engine.id}, knows no times of words. Ask for timestamp_granularities[]=segment.`,
      { param: 'timestamp_granularities' },
    );
  }
  return granularities;
}

/** @throws ParleyError `model_not_found`, `engine_not_ready`, `model_files_missing`, and as `toEngineRequest`. */
function toRecordingRequest(
  fields: CommonFields & { response_format: OpenAiTextFormat },
  task: TranscriptionTask,
  engine: SpeechToTextEngine,
  wordTimestamps: boolean,
): RecordingRequest {
  assertReady(engine);
  if (fields.model !== undefined) assertModel(fields.model, engine);
  const { language, temperature, ...wishes } = fields;
  // OpenAI's 0 is greedy with a fall-back to higher temperatures, which is what engines do without any.
  const engineRequest = toEngineRequest(
    {
      ...wishes,
      language: languageOfName(language) ?? language,
      task,
      word_timestamps: wordTimestamps,
      ...(temperature !== undefined && temperature > 0 && { temperature }),
    },
    engine,
  );
  return { engineRequest, mode: fields.vad_filter === false ? 'sequential' : 'batched' };
}
