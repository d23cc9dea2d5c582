import type { ModelChoice } from './choose-model.js';
import type { LocalServer } from './listed-model.js';

/** Names shown of a long list. */
const maxNames = 4;

function shorten(names: readonly string[]): string {
  const rest = names.length - maxNames;
  return [...names.slice(0, maxNames), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** How to talk to another model than the one that was taken. */
export function howToChooseAnother(taken: ModelChoice, others: readonly ModelChoice[]): string {
  const { product } = taken.server;
  const names = others.map(({ server, model }) =>
    server === taken.server ? model.id : `${model.id} (${server.product})`,
  );
  const choice =
    names.length > 0
      ? `Set LLM_MODEL to another that is there (${shorten(names)})`
      : `Install it in ${product}, set LLM_MODEL`;
  return `Found by itself on ${product}. ${choice}, or LLM_BASE_URL and LLM_MODEL; LLM_DISCOVERY=off looks for none.`;
}

/** How to get a language model where none was found: what was looked for, and what was there instead. */
export function howToGetOne(
  servers: readonly LocalServer[],
  urls: readonly string[],
  wanted?: string,
): string {
  const configured = 'Or set LLM_BASE_URL and LLM_MODEL to any OpenAI-compatible server.';
  const seen = servers.map(({ product, baseUrl }) => `${product} at ${baseUrl}`).join(' and ');
  if (seen === '') {
    const places = urls.map((url) => new URL(url).host).join(', ');
    return `Start Ollama, LM Studio, llama.cpp or vLLM: one that answers at ${places} is taken by itself. ${configured}`;
  }
  if (wanted !== undefined) {
    const listed = servers.flatMap(({ models }) => models.map(({ id }) => id));
    const there = listed.length > 0 ? `there are ${shorten(listed)}` : 'no model is there';
    return `LLM_MODEL=${wanted} is not at ${seen}: ${there}. ${configured}`;
  }
  return `${seen} has no model of this machine that chats; for example: ollama pull qwen2.5:7b. ${configured}`;
}
