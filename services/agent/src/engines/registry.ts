import type { LanguageModel, LanguageModelSource } from './language-model.js';
import { type FinderOptions, LocalModelFinder } from './local-servers/local-model-finder.js';
import {
  OpenAiCompatibleModel,
  type OpenAiCompatibleOptions,
  type ReplySettings,
} from './openai-compatible/openai-compatible-model.js';
import { ScriptedReplier } from './scripted/scripted-replier.js';

/** Where the language model is: at an address, to be looked for, or nowhere. */
interface LanguageModelOptions {
  settings: ReplySettings;
  server: Pick<OpenAiCompatibleOptions, 'baseUrl' | 'model' | 'apiKey'> | undefined;
  discovery: Pick<FinderOptions, 'urls' | 'wanted'> | undefined;
}

/** One model for all conversations. */
export function onlyModel(model: LanguageModel): LanguageModelSource {
  return {
    current: model,
    start: () => Promise.resolve(),
    stop: () => undefined,
    status: () => model.status(),
  };
}

/** The model at `LLM_BASE_URL` where one is set; else one that this machine runs already; else the scripted replier. */
export function createLanguageModels(
  { settings, server, discovery }: LanguageModelOptions,
  events: Pick<FinderOptions, 'onFound' | 'onLost'>,
): LanguageModelSource {
  if (server) {
    return onlyModel(
      new OpenAiCompatibleModel({
        ...settings,
        ...server,
        description: 'an OpenAI-compatible language model',
        remedy: 'Check LLM_BASE_URL, LLM_MODEL and LLM_API_KEY.',
        mayUseProxy: true,
      }),
    );
  }
  const fallback = new ScriptedReplier();
  if (!discovery) return onlyModel(fallback);
  return new LocalModelFinder({ ...discovery, ...events, settings, fallback });
}
