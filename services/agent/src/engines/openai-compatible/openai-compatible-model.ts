import { type Readable, addAbortSignal } from 'node:stream';
import { type EngineStatus, ParleyError } from '@parley/contracts';
import axios, { type AxiosInstance } from 'axios';
import { type EventSourceMessage, createParser } from 'eventsource-parser';
import { z } from 'zod';
import type { FailureReason } from '../language-model-failure.js';
import type { ChatMessage, LanguageModel, ReplyRequest } from '../language-model.js';
import { fitToContext } from './context-window.js';
import { explainFailure } from './explain-failure.js';
import { Patience } from './patience.js';
import { systemPrompt } from './system-prompt.js';
import { withoutThoughts } from './without-thoughts.js';

/** How a reply is asked for, whichever server gives it. */
export interface ReplySettings {
  maxTokens: number;
  temperature: number;
  contextTokens: number;
  instructions: string;
  /** Longest wait for the first word, and for an answer that is not streamed. */
  timeoutMs: number;
  /** Longest silence between two words. */
  stallTimeoutMs: number;
}

export interface OpenAiCompatibleOptions extends ReplySettings {
  /** Ends in `/v1`, as OpenAI clients take it. */
  baseUrl: string;
  model: string;
  apiKey?: string;
  /** For `/status`: which model this is, and where. */
  description: string;
  /** What to do where it fails, in a sentence. */
  remedy: string;
  /** Whether HTTP_PROXY and its like may lead there. */
  mayUseProxy: boolean;
  onFailure?: (reason: FailureReason) => void;
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

/** Any server that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, llama.cpp, OpenAI. */
export class OpenAiCompatibleModel implements LanguageModel {
  readonly id: string;
  private readonly http: AxiosInstance;
  private lastFailure: FailureReason | undefined;

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.id = options.model;
    this.http = axios.create({
      baseURL: options.baseUrl.replace(/\/$/, ''),
      ...(!options.mayUseProxy && { proxy: false }),
      headers: options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` },
    });
  }

  async *reply(request: ReplyRequest, signal: AbortSignal): AsyncGenerator<string> {
    const patience = new Patience(signal);
    let hasSpoken = false;
    try {
      patience.waitAtMost(this.options.timeoutMs);
      const body = await this.post<Readable>(this.chatOf(request), 'stream', patience.signal);
      for await (const words of withoutThoughts(readDeltas(addAbortSignal(patience.signal, body)))) {
        hasSpoken ||= words.trim() !== '';
        if (!hasSpoken) continue;
        // While its last words are spoken, the server is not waited for.
        patience.rest();
        this.lastFailure = undefined;
        yield words;
        patience.waitAtMost(this.options.stallTimeoutMs);
      }
    } catch (error) {
      const lateness = hasSpoken ? 'stalled' : 'late';
      throw this.explain(error, signal, patience.isExhausted ? lateness : undefined);
    } finally {
      patience.rest();
    }
    if (!hasSpoken) throw this.explain(undefined, signal, 'empty');
  }

  async answerJson(instruction: string, signal: AbortSignal): Promise<unknown> {
    const patience = new Patience(signal);
    try {
      patience.waitAtMost(this.options.timeoutMs);
      const messages = [{ role: 'user', content: instruction }];
      const body = await this.post<unknown>(
        { messages, response_format: { type: 'json_object' } },
        'json',
        patience.signal,
      );
      return JSON.parse(completionSchema.parse(body).choices[0]?.message.content ?? 'null');
    } catch (error) {
      throw this.explain(error, signal, patience.isExhausted ? 'late' : undefined);
    } finally {
      patience.rest();
    }
  }

  status(): EngineStatus {
    const failure = this.lastFailure && explainFailure(this.failureTerms, undefined, this.lastFailure);
    return {
      id: this.id,
      description: [this.options.description, failure?.message].filter(Boolean).join('. '),
      embedded: false,
      device: 'remote',
      model: this.id,
      ready: this.lastFailure === undefined,
    };
  }

  private get failureTerms() {
    return { model: this.id, remedy: this.options.remedy };
  }

  private chatOf({ messages, language, level }: ReplyRequest): object {
    const { maxTokens, contextTokens, instructions } = this.options;
    const system = systemPrompt(instructions, language, level);
    const reservedTokens = maxTokens + Math.ceil(system.length / 3) + 64;
    const kept = fitToContext(messages, { contextTokens, reservedTokens });
    return {
      stream: true,
      messages: [
        { role: 'system', content: system },
        ...(kept.length > 0 ? kept : [opening]).map(({ role, text }) => ({ role, content: text })),
      ],
    };
  }

  private async post<T>(body: object, responseType: 'stream' | 'json', signal: AbortSignal): Promise<T> {
    const { model, maxTokens, temperature } = this.options;
    const { data } = await this.http.post<T>(
      '/chat/completions',
      { model, max_tokens: maxTokens, temperature, ...body },
      { responseType, signal },
    );
    return data;
  }

  private explain(error: unknown, signal: AbortSignal, known: FailureReason | undefined): ParleyError {
    if (signal.aborted) return new ParleyError('cancelled', 'The reply was cancelled.', { cause: error });
    const failure = explainFailure(this.failureTerms, error, known);
    this.lastFailure = failure.reason;
    this.options.onFailure?.(failure.reason);
    return failure;
  }
}

/** The words of a streamed completion. Leaving the loop lets go of the server. */
async function* readDeltas(body: Readable): AsyncGenerator<string> {
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
  } finally {
    body.destroy();
  }
}
