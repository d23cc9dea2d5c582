import { encodeWav } from '@parley/audio';
import { type ErrorCode, ParleyError } from '@parley/contracts';
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  BadRequestError,
  toFile,
} from 'openai';
import { type EngineRequest, engineSampleRate } from '../speech-to-text-engine.js';
import { type RemoteAnswer, remoteAnswerSchema } from './remote-transcript.js';

export interface RemoteServer {
  /** The server's address up to `/v1`. */
  url: string;
  /** The model that it is asked for. */
  model: string;
  apiKey?: string | undefined;
  /** Longest time of one request, in milliseconds. */
  timeoutMs: number;
}

/** How much a server tells: times of words too, times of segments, or the text alone. */
export type RemoteDetail = 'words' | 'segments' | 'text';

/** A transcription has no effect on the server, so that it may be asked again: after 408, 429, 5xx and lost connections. */
const maxRetries = 2;

/** A server that speaks OpenAI's dialect: OpenAI, vLLM, faster-whisper's servers, another Parley. */
export class RemoteClient {
  private readonly client: OpenAI;

  constructor(private readonly server: RemoteServer) {
    this.client = new OpenAI({
      baseURL: server.url,
      apiKey: server.apiKey ?? 'none',
      timeout: server.timeoutMs,
      maxRetries,
      // What the library would otherwise read from the environment, or write to the console.
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  /**
   * Asks what the server serves.
   * @throws ParleyError `engine_not_ready` where it does not answer, refuses the key or lacks the model; `cancelled`.
   */
  async check(signal: AbortSignal): Promise<void> {
    const { model, url } = this.server;
    try {
      const ownSignal = AbortSignal.any([signal]);
      const { data } = await this.client.models.list({ signal: ownSignal, maxRetries: 0 });
      const ids = data.map(({ id }) => id);
      if (ids.length === 0 || ids.includes(model)) return;
      throw new ParleyError(
        'engine_not_ready',
        `The server at ${url} has no model ${model}, only ${ids.join(', ')}.`,
      );
    } catch (error) {
      // A server may transcribe and list nothing.
      if (error instanceof APIError && error.status === 404) return;
      throw error instanceof ParleyError ? error : this.translate(error, 'engine_not_ready');
    }
  }

  /** How much detail the server gives of a second of near silence: what it refuses or leaves out is not asked again. */
  async probe(signal: AbortSignal): Promise<RemoteDetail> {
    const samples = Float32Array.from({ length: engineSampleRate }, (_, index) => ((index % 7) - 3) * 1e-3);
    const request: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
    for (const detail of ['words', 'segments'] as const) {
      try {
        const { words, segments } = await this.request(samples, request, detail, signal);
        if (words && detail === 'words') return 'words';
        if (segments) return 'segments';
      } catch (error) {
        if (!(error instanceof BadRequestError)) throw this.translate(error, 'engine_not_ready');
      }
    }
    return 'text';
  }

  /**
   * The words in one stretch of speech.
   * @throws ParleyError `engine_failed`, `engine_timeout`, `engine_not_ready`, `at_capacity`, `unsupported_task`,
   *   `cancelled`.
   */
  async transcribe(
    samples: Float32Array,
    request: EngineRequest,
    detail: RemoteDetail,
    signal: AbortSignal,
  ): Promise<RemoteAnswer> {
    try {
      return await this.request(samples, request, detail, signal);
    } catch (error) {
      if (request.task === 'translate' && error instanceof APIError && error.status === 404) {
        throw new ParleyError(
          'unsupported_task',
          `${this.server.model} does not translate. Tasks: transcribe.`,
          {
            param: 'task',
          },
        );
      }
      throw this.translate(error, 'engine_failed');
    }
  }

  private async request(
    samples: Float32Array,
    { language, task, prompt, temperatures }: EngineRequest,
    detail: RemoteDetail,
    outerSignal: AbortSignal,
  ): Promise<RemoteAnswer> {
    // The library never takes its listeners off a signal, and one signal may see thousands of requests.
    const signal = AbortSignal.any([outerSignal]);
    const wav = encodeWav({ samples, sampleRate: engineSampleRate });
    const common = {
      file: await toFile(wav, 'speech.wav', { type: 'audio/wav' }),
      model: this.server.model,
      ...(prompt !== undefined && { prompt }),
      ...(temperatures?.[0] !== undefined && { temperature: temperatures[0] }),
    };
    const response_format = detail === 'text' ? 'json' : 'verbose_json';
    const { audio } = this.client;
    const answer: unknown =
      task === 'translate'
        ? await audio.translations.create({ ...common, response_format }, { signal })
        : await audio.transcriptions.create(
            {
              ...common,
              response_format,
              ...(language !== 'auto' && { language }),
              ...(detail === 'words' && { timestamp_granularities: ['word', 'segment'] }),
            },
            { signal },
          );
    return remoteAnswerSchema.parse(answer);
  }

  /** What went wrong, without what was said or the key. */
  private translate(error: unknown, otherwise: ErrorCode): ParleyError {
    const { url } = this.server;
    const soon = { retryAfterMs: 2_000 };
    if (error instanceof APIUserAbortError) return new ParleyError('cancelled', 'The work was cancelled.');
    if (error instanceof APIConnectionTimeoutError) {
      return new ParleyError('engine_timeout', `The server at ${url} did not answer in time.`, soon);
    }
    if (error instanceof APIConnectionError) {
      return new ParleyError('engine_not_ready', `The server at ${url} cannot be reached.`, soon);
    }
    if (!(error instanceof APIError)) {
      return new ParleyError(otherwise, `The answer of ${url} is not OpenAI's dialect.`, { cause: error });
    }
    const { status, headers } = error;
    if (status === 401 || status === 403) {
      return new ParleyError(
        'engine_not_ready',
        `The server at ${url} refuses the key: check STT_REMOTE_API_KEY.`,
      );
    }
    if (status === 429 || status === 503) {
      const seconds = Number(headers?.get('retry-after'));
      const retryAfterMs = seconds > 0 ? seconds * 1_000 : soon.retryAfterMs;
      return new ParleyError('at_capacity', `The server at ${url} has all the work it can hold.`, {
        retryAfterMs,
      });
    }
    return new ParleyError(
      otherwise,
      `The server at ${url} answered with HTTP status ${status ?? 'unknown'}.`,
    );
  }
}
