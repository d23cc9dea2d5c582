import type { EngineStatus, Level } from '@parley/contracts';

export interface ChatMessage {
  role: 'user' | 'assistant';
  text: string;
}

export interface ReplyRequest {
  /** The conversation so far, oldest first; the last message is the person's. */
  messages: readonly ChatMessage[];
  /** BCP 47 primary tag of the language to answer in. */
  language: string;
  level: Level;
}

/** What thinks of the reply. Engines know no server: words in, a stream of words out. */
export interface LanguageModel {
  readonly id: string;
  /**
   * The reply, in the pieces in which the model yields it.
   * @throws LanguageModelFailure; ParleyError `cancelled`.
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<string>;
  /** One answer to an instruction, as JSON text; absent where the model cannot be instructed. */
  answerJson?(instruction: string, signal: AbortSignal): Promise<unknown>;
  status(): EngineStatus;
}

/** Which model takes the conversation that begins now; one under way keeps the model that it began with. */
export interface LanguageModelSource {
  readonly current: LanguageModel;
  start(): Promise<void>;
  stop(): void;
  /** Of the current one, and how to get another. */
  status(): EngineStatus;
}
