import { z } from 'zod';
import { type ListedModel, toBillionParameters } from './listed-model.js';

/** `GET /v1/models`: what every OpenAI-compatible server answers, and what vLLM and llama.cpp add. */
export const openAiListSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish(),
      /** vLLM's. */
      max_model_len: z.number().positive().nullish(),
      /** llama.cpp's. */
      meta: z
        .object({ n_params: z.number().positive().nullish(), n_ctx: z.number().positive().nullish() })
        .nullish(),
      /** llama.cpp's, where one server offers several models. */
      status: z.object({ value: z.string() }).nullish(),
    }),
  ),
});
type OpenAiList = z.infer<typeof openAiListSchema>;

/** These servers hold what they list in memory, unless they say otherwise. */
export function readOpenAiList({ data }: OpenAiList, areLoaded: boolean): ListedModel[] {
  return data.map(({ id, max_model_len, meta, status }) => {
    const billionParameters = meta?.n_params ? meta.n_params / 1e9 : toBillionParameters(id);
    const contextTokens = max_model_len ?? meta?.n_ctx ?? undefined;
    return {
      id,
      isLoaded: status ? status.value === 'loaded' : areLoaded,
      isTuned: false,
      ...(billionParameters !== undefined && { billionParameters }),
      ...(contextTokens !== undefined && { contextTokens }),
    };
  });
}

/** Ollama's `GET /api/tags` (docs/api.md): what is installed. Models of its cloud have a `remote_host`. */
export const ollamaTagsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      remote_host: z.string().optional(),
      capabilities: z.array(z.string()).optional(),
      details: z.object({ family: z.string().optional(), parameter_size: z.string().optional() }).optional(),
    }),
  ),
});

/** Ollama's `GET /api/ps`: what is in memory. */
export const ollamaRunningSchema = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.number().positive().optional() })),
});

export function readOllamaLists(
  tags: z.infer<typeof ollamaTagsSchema>,
  running: z.infer<typeof ollamaRunningSchema> | undefined,
): ListedModel[] {
  return tags.models.map(({ name, remote_host, capabilities, details }) => {
    const loaded = running?.models.find((model) => model.name === name);
    const billionParameters = toBillionParameters(details?.parameter_size ?? '') ?? toBillionParameters(name);
    const isEncoder = details?.family?.includes('bert') || capabilities?.includes('completion') === false;
    return {
      id: name,
      isLoaded: loaded !== undefined,
      isTuned: true,
      ...(isEncoder && { unfit: 'no-chat' as const }),
      ...((remote_host || /[:-]cloud$/.test(name)) && { unfit: 'remote' as const }),
      ...(billionParameters !== undefined && { billionParameters }),
      ...(loaded?.context_length !== undefined && { contextTokens: loaded.context_length }),
    };
  });
}

/** LM Studio's `GET /api/v0/models` (its REST API since 0.3.6): what is downloaded, of which type, and loaded or not. */
export const lmStudioListSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      state: z.string(),
      loaded_context_length: z.number().positive().nullish(),
    }),
  ),
});

export function readLmStudioList({ data }: z.infer<typeof lmStudioListSchema>): ListedModel[] {
  return data.map(({ id, type, state, loaded_context_length }) => {
    const billionParameters = toBillionParameters(id);
    return {
      id,
      isLoaded: state === 'loaded',
      isTuned: false,
      ...(!['llm', 'vlm'].includes(type) && { unfit: 'no-chat' as const }),
      ...(billionParameters !== undefined && { billionParameters }),
      ...(loaded_context_length != null && { contextTokens: loaded_context_length }),
    };
  });
}
