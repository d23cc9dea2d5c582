import { type ErrorCode, ParleyError } from '@parley/contracts';
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  BadRequestError,
  UnprocessableEntityError,
} from 'openai';
import { z } from 'zod';

export interface RemoteServer {
  /** The server's address up to `/v1`. */
  url: string;
  /** The model that it is asked for. */
  model: string;
  apiKey?: string | undefined;
  /** Longest wait for an answer, and for each further part of it, in milliseconds. */
  timeoutMs: number;
}

/** `pcm` is 24 kHz, 16 bits, mono, and comes while it is spoken; servers without it give WAV files. */
export type RemoteFormat = 'pcm' | 'wav';

export interface RemoteSpeech {
  text: string;
  voice: string;
  speed: number;
}

/** Nothing has been heard when an answer's head comes: until then it may be asked for again, after 408, 429 and 5xx. */
const maxRetries = 2;

/** Servers list voices by their names, or with more about them. */
const voicesSchema = z.object({
  voices: z.array(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])),
});

/** A server that speaks OpenAI's dialect: OpenAI, Kokoro-FastAPI, openedai-speech, another Parley. */
export class RemoteClient {
  private readonly client: OpenAI;

  constructor(private readonly server: RemoteServer) {
    this.client = new OpenAI({
      baseURL: server.url,
      apiKey: server.apiKey ?? 'none',
      timeout: server.timeoutMs,
      // What the library would otherwise read from the environment, or write to the console.
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  /**
   * The format that the server speaks in: it is asked to say one word.
   * @throws ParleyError `engine_not_ready` where it does not answer, refuses the key, the model or the voice; `cancelled`
   */
  async probe(voice: string, signal: AbortSignal): Promise<RemoteFormat> {
    for (const format of ['pcm', 'wav'] as const) {
      try {
        const answer = await this.request({ text: 'Yes.', voice, speed: 1 }, format, signal, 0);
        await answer.body?.cancel();
        return format;
      } catch (error) {
        const isRefused = error instanceof BadRequestError || error instanceof UnprocessableEntityError;
        if (!isRefused || format === 'wav') throw this.translate(error, 'engine_not_ready');
      }
    }
    return 'wav';
  }

  /** The voices that the server lists; empty where it lists none. */
  async voices(signal: AbortSignal): Promise<string[]> {
    const answer: unknown = await this.client
      .get('/audio/voices', { signal: AbortSignal.any([signal]), maxRetries: 0 })
      .catch(() => undefined);
    const parsed = voicesSchema.safeParse(answer);
    return parsed.success ? parsed.data.voices : [];
  }

  /**
   * The sound of one piece of text, as it comes.
   * @throws ParleyError `engine_failed`, `engine_timeout`, `engine_not_ready`, `at_capacity`, `cancelled`
   */
  async *speak(
    speech: RemoteSpeech,
    format: RemoteFormat,
    outerSignal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const silence = new AbortController();
    const signal = AbortSignal.any([outerSignal, silence.signal]);
    const timer = setTimeout(() => silence.abort(), this.server.timeoutMs);
    try {
      const answer = await this.request(speech, format, signal);
      timer.refresh();
      if (/json|text/.test(answer.headers.get('content-type') ?? '')) throw new Error('No sound.');
      for await (const bytes of answer.body ?? []) {
        timer.refresh();
        yield bytes;
        timer.refresh();
      }
    } catch (error) {
      if (outerSignal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
      if (silence.signal.aborted) throw this.tooSlow();
      throw this.translate(error, 'engine_failed');
    } finally {
      clearTimeout(timer);
      // Whoever leaves early leaves the connection too.
      silence.abort();
    }
  }

  private request(
    { text, voice, speed }: RemoteSpeech,
    format: RemoteFormat,
    signal: AbortSignal,
    retries = maxRetries,
  ): Promise<Response> {
    const { model } = this.server;
    // The library never takes its listeners off a signal, and one signal may see thousands of requests.
    return this.client.audio.speech.create(
      { model, input: text, voice, speed, response_format: format },
      { signal: AbortSignal.any([signal]), maxRetries: retries },
    );
  }

  private tooSlow(): ParleyError {
    return new ParleyError('engine_timeout', `The server at ${this.server.url} did not answer in time.`, {
      retryAfterMs: 2_000,
    });
  }

  /** What went wrong, without what was to be said or the key. */
  private translate(error: unknown, otherwise: ErrorCode): ParleyError {
    const { url } = this.server;
    const soon = { retryAfterMs: 2_000 };
    if (error instanceof APIUserAbortError) return new ParleyError('cancelled', 'The work was cancelled.');
    if (error instanceof APIConnectionTimeoutError) return this.tooSlow();
    if (error instanceof APIConnectionError) {
      return new ParleyError('engine_not_ready', `The server at ${url} cannot be reached.`, soon);
    }
    if (!(error instanceof APIError)) {
      const message = `The answer of ${url} broke off, or is no sound. Please try again.`;
      return new ParleyError(otherwise, message, { cause: error });
    }
    const { status, headers } = error;
    if (status === 401 || status === 403) {
      const message = `The server at ${url} refuses the key: check TTS_REMOTE_API_KEY.`;
      return new ParleyError('engine_not_ready', message);
    }
    if (status === 429 || status === 503) {
      const seconds = Number(headers?.get('retry-after'));
      const retryAfterMs = seconds > 0 ? seconds * 1_000 : soon.retryAfterMs;
      return new ParleyError('at_capacity', `The server at ${url} has all the work it can hold.`, {
        retryAfterMs,
      });
    }
    const hint = otherwise === 'engine_not_ready' ? ': check TTS_REMOTE_MODEL and TTS_REMOTE_VOICE' : '';
    return new ParleyError(otherwise, `The server at ${url} answered with HTTP status ${status}${hint}.`);
  }
}
