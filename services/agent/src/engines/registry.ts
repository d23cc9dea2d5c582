import type { LanguageModel } from './language-model.js';
import {
  OpenAiCompatibleModel,
  type OpenAiCompatibleOptions,
} from './openai-compatible/openai-compatible-model.js';
import { ScriptedReplier } from './scripted/scripted-replier.js';

/** The model at `LLM_BASE_URL` where one is set; the scripted replier otherwise. */
export function createLanguageModel(options: OpenAiCompatibleOptions | undefined): LanguageModel {
  return options ? new OpenAiCompatibleModel(options) : new ScriptedReplier();
}
