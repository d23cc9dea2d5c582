import type { ListedModel, LocalServer } from './listed-model.js';

export interface ModelChoice {
  server: LocalServer;
  model: ListedModel;
}

/** Below it (in thousand millions of parameters) a model hardly holds a conversation: it comes after larger ones. */
const smallestSensible = 1;

/** Names of models that hear, see, speak, rank or guard: none of them chats. */
const noChat =
  /embed|\be5\b|\bbge\b|\bgte\b|minilm|rerank|colbert|whisper|voxtral|parakeet|canary|kokoro|orpheus|\btts\b|\basr\b|\bocr\b|guard/i;
const instruct = /instruct|\bchat\b|[-_]it\b|assistant/i;
const sees = /llava|vision|[-_.]?vl\b|moondream/i;
/** Thinks before it speaks: the person waits. Qwen 3 does unless it is an instruct model. */
const thinks = /\br1\b|qwq|think|reason|gpt-oss|magistral|qwen-?3(?!.*instruct)/i;
const writesCode = /code|starcoder|devstral|math/i;
const isRaw = /\bbase\b|[-_](pt|text)\b/i;

/** How well a model suits a spoken conversation, by its name: 0 and 1 are made for it, the others do it badly. */
function gradeOf({ id, isTuned }: ListedModel): number {
  if (isRaw.test(id)) return 5;
  if (writesCode.test(id)) return 4;
  if (thinks.test(id)) return 3;
  if (instruct.test(id)) return 0;
  if (sees.test(id)) return 1;
  return isTuned ? 0 : 1;
}

/** Compared from the left; the lower is the better. */
function rankOf(model: ListedModel): number[] {
  const grade = gradeOf(model);
  const size = model.billionParameters ?? Number.MAX_VALUE;
  const isTiny = size < smallestSensible;
  return [grade > 1 ? 1 : 0, model.isLoaded ? 0 : 1, grade, isTiny ? 1 : 0, isTiny ? -size : size];
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** Whether a list means this model: Ollama's `llama3.2` is `llama3.2:latest`. */
const isNamed = (id: string, wanted: string) =>
  [wanted.toLowerCase(), `${wanted.toLowerCase()}:latest`].includes(id.toLowerCase());

/**
 * The models that may reply, the best first: made for chatting before others, loaded before not, then the smallest
 * that is sensible; the order of the servers decides among equals. A model of another machine is never among them
 * unless `wanted` names it.
 */
export function chooseModels(servers: readonly LocalServer[], wanted?: string): ModelChoice[] {
  const all = servers.flatMap((server) => server.models.map((model) => ({ server, model })));
  if (wanted !== undefined) return all.filter(({ model }) => isNamed(model.id, wanted));
  return all
    .filter(({ model }) => model.unfit === undefined && !noChat.test(model.id))
    .toSorted((left, right) => compare(rankOf(left.model), rankOf(right.model)));
}
