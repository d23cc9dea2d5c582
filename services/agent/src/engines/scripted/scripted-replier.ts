import type { EngineStatus } from '@parley/contracts';
import type { LanguageModel, ReplyRequest } from '../language-model.js';
import { phrasesFor } from './phrases.js';

/** Whole words with the space before them, as a model would stream them. */
const wordPattern = /\s*\S+/g;

/** The embedded replier: greets, repeats what it understood, tells the time, explains itself. It pretends nothing. */
export class ScriptedReplier implements LanguageModel {
  readonly id = 'scripted';

  constructor(private readonly now: () => Date = () => new Date()) {}

  async *reply(request: ReplyRequest, signal: AbortSignal): AsyncGenerator<string> {
    for (const word of this.compose(request).match(wordPattern) ?? []) {
      signal.throwIfAborted();
      yield word;
    }
  }

  status(): EngineStatus {
    return {
      id: this.id,
      description: 'scripted replies in English and German; it repeats what it understood',
      embedded: true,
      device: 'cpu',
      ready: true,
      languages: ['en', 'de'],
      betterEngine: {
        id: 'any OpenAI-compatible model',
        howToGetIt:
          'Set LLM_BASE_URL and LLM_MODEL, e.g. LLM_BASE_URL=http://127.0.0.1:11434/v1 LLM_MODEL=qwen2.5:7b',
      },
    };
  }

  private compose({ messages, language, level }: ReplyRequest): string {
    const phrases = phrasesFor(language);
    const heard = messages.at(-1)?.text.trim() ?? '';
    if (heard === '') return messages.length === 0 ? phrases.greet[level] : phrases.nothingHeard;
    if (phrases.time.test(heard)) return phrases.tellTime(this.timeOfDay(language));
    if (phrases.identity.test(heard)) return phrases.explain[level];
    if (phrases.farewell.test(heard)) return phrases.bye;
    if (phrases.thanks.test(heard)) return phrases.welcome;
    // A greeting alone is answered by one; a sentence that begins with one is repeated.
    if (phrases.greeting.test(heard) && heard.split(/\s+/).length <= 3) return phrases.greet[level];
    return phrases.repeat[level](heard);
  }

  private timeOfDay(language: string): string {
    return this.now().toLocaleTimeString(language.startsWith('de') ? 'de-DE' : 'en-US', {
      hour: 'numeric',
      minute: '2-digit',
    });
  }
}
