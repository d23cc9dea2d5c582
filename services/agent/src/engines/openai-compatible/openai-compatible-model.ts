import type { Readable } from 'node:stream';
import { type EngineStatus, ParleyError } from '@parley/contracts';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { type EventSourceMessage, createParser } from 'eventsource-parser';
import { z } from 'zod';
import type { ChatMessage, LanguageModel, ReplyRequest } from '../language-model.js';
import { fitToContext } from './context-window.js';
import { systemPrompt } from './system-prompt.js';

export interface OpenAiCompatibleOptions {
  /** Ends in `/v1`, as OpenAI clients take it. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  maxTokens: number;
  temperature: number;
  contextTokens: number;
  instructions: string;
  timeoutMs: number;
}

const chunkSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).optional() })),
});
const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
});

/** Chat templates want a person's message, also where the avatar is to speak first. */
const opening: ChatMessage = { role: 'user', text: 'Greet me in one short sentence.' };

/** A server that sends an event without end is not waited for. */
const maxEventCharacters = 2 ** 20;

/** Any server that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, OpenAI. */
export class OpenAiCompatibleModel implements LanguageModel {
  readonly id: string;
  private readonly http: AxiosInstance;
  private lastFailure: string | undefined;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.id = options.model;
    this.http = axios.create({
      baseURL: options.baseUrl.replace(/\/$/, ''),
      timeout: options.timeoutMs,
      headers: options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` },
    });
  }

  async *reply(request: ReplyRequest, signal: AbortSignal): AsyncGenerator<string> {
    const { maxTokens, contextTokens, instructions } = this.options;
    const system = systemPrompt(instructions, request.language, request.level);
    const reservedTokens = maxTokens + Math.ceil(system.length / 3) + 64;
    const messages = fitToContext(request.messages, { contextTokens, reservedTokens });
    const body = await this.post<Readable>(
      {
        stream: true,
        messages: [
          { role: 'system', content: system },
          ...(messages.length > 0 ? messages : [opening]).map(({ role, text }) => ({ role, content: text })),
        ],
      },
      'stream',
      signal,
    );
    yield* this.readDeltas(body, signal);
  }

  async answerJson(instruction: string, signal: AbortSignal): Promise<unknown> {
    const body = await this.post<unknown>(
      { messages: [{ role: 'user', content: instruction }], response_format: { type: 'json_object' } },
      'json',
      signal,
    );
    return JSON.parse(completionSchema.parse(body).choices[0]?.message.content ?? 'null');
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: 'an OpenAI-compatible language model',
      embedded: false,
      device: 'remote',
      ready: this.lastFailure === undefined,
    };
  }

  private async *readDeltas(body: Readable, signal: AbortSignal): AsyncGenerator<string> {
    const waiting: EventSourceMessage[] = [];
    const parser = createParser({
      onEvent: (event) => waiting.push(event),
      maxBufferSize: maxEventCharacters,
    });
    try {
      for await (const text of body.setEncoding('utf8')) {
        parser.feed(String(text));
        for (const { data } of waiting.splice(0)) {
          if (data === '[DONE]') return;
          const content = chunkSchema.parse(JSON.parse(data)).choices[0]?.delta?.content;
          if (content) yield content;
        }
      }
    } catch (error) {
      throw this.explain(error, signal);
    } finally {
      body.destroy();
    }
  }

  private async post<T>(body: object, responseType: 'stream' | 'json', signal: AbortSignal): Promise<T> {
    const { model, maxTokens, temperature } = this.options;
    try {
      const { data } = await this.http.post<T>(
        '/chat/completions',
        { model, max_tokens: maxTokens, temperature, ...body },
        { responseType, signal },
      );
      this.lastFailure = undefined;
      return data;
    } catch (error) {
      throw this.explain(error, signal);
    }
  }

  private explain(error: unknown, signal: AbortSignal): ParleyError {
    if (signal.aborted) return new ParleyError('cancelled', 'The reply was cancelled.', { cause: error });
    const status = isAxiosError(error) ? error.response?.status : undefined;
    this.lastFailure = status === undefined ? 'no answer' : `HTTP ${status}`;
    return new ParleyError(
      'upstream_unavailable',
      `The language model at LLM_BASE_URL failed (${this.lastFailure}). Check LLM_BASE_URL, LLM_MODEL and LLM_API_KEY.`,
      { cause: error },
    );
  }
}
