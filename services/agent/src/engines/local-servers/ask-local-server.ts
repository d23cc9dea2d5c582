import axios, { isAxiosError } from 'axios';
import type { z } from 'zod';
import type { LocalServer } from './listed-model.js';
import {
  lmStudioListSchema,
  ollamaRunningSchema,
  ollamaTagsSchema,
  openAiListSchema,
  readLmStudioList,
  readOllamaLists,
  readOpenAiList,
} from './product-lists.js';

/** A list of models is short; what is longer is something else. */
const maxListBytes = 2 ** 20;

/** `nobody` may be somebody soon; `something-else` is a program of another kind, or Parley's own gateway. */
type LocalAnswer = LocalServer | 'nobody' | 'something-else';

const productsByOwner: Record<string, string> = { llamacpp: 'llama.cpp', vllm: 'vLLM' };

/** Straight there: no proxy, no redirection that leads off this machine. */
async function getJson<S extends z.ZodType>(url: string, schema: S, timeoutMs: number): Promise<z.infer<S>> {
  const { data } = await axios.get<unknown>(url, {
    // `timeout` does not bound the connecting: the signal does.
    signal: AbortSignal.timeout(timeoutMs),
    maxContentLength: maxListBytes,
    maxRedirects: 0,
    proxy: false,
  });
  return schema.parse(data);
}

/**
 * Who answers at an address that ends in `/v1`, and with which models. It is asked for lists only, never for words.
 * @param timeoutMs for each of at most two rounds of questions
 */
export async function askLocalServer(baseUrl: string, timeoutMs: number): Promise<LocalAnswer> {
  const get = <S extends z.ZodType>(path: string, schema: S) =>
    getJson(new URL(path, baseUrl).href, schema, timeoutMs);
  let list: z.infer<typeof openAiListSchema>;
  try {
    list = await getJson(`${baseUrl.replace(/\/$/, '')}/models`, openAiListSchema, timeoutMs);
  } catch (error) {
    return isAbsent(error) ? 'nobody' : 'something-else';
  }
  const owners = new Set(list.data.map(({ owned_by }) => owned_by ?? ''));
  if (owners.has('parley')) return 'something-else';
  for (const [owner, product] of Object.entries(productsByOwner)) {
    if (owners.has(owner)) return { product, baseUrl, models: readOpenAiList(list, true) };
  }
  const orNothing = () => undefined;
  const [tags, running, lmStudio] = await Promise.all([
    get('/api/tags', ollamaTagsSchema).catch(orNothing),
    get('/api/ps', ollamaRunningSchema).catch(orNothing),
    get('/api/v0/models', lmStudioListSchema).catch(orNothing),
  ]);
  if (tags) return { product: 'Ollama', baseUrl, models: readOllamaLists(tags, running) };
  if (lmStudio) return { product: 'LM Studio', baseUrl, models: readLmStudioList(lmStudio) };
  if (list.data.length === 0) return 'nobody';
  return { product: 'an OpenAI-compatible server', baseUrl, models: readOpenAiList(list, false) };
}

/** Whether the same question may soon be answered otherwise: nobody is there, or it is starting (llama.cpp: 503). */
function isAbsent(error: unknown): boolean {
  return isAxiosError(error) && (error.response === undefined || error.response.status >= 500);
}
