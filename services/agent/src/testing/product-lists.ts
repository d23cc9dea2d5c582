/** What each product answers to `GET`, by path, in the form of its documentation; the models are the test's. */

interface OllamaModel {
  name: string;
  family?: string;
  parameters: string;
  remote?: boolean;
  running?: boolean;
}

/** Ollama: docs/api.md ("List Local Models", "List Running Models") and docs/openai.md. */
export function ollamaLists(models: readonly OllamaModel[]): Record<string, unknown> {
  const details = ({ family = 'llama', parameters }: OllamaModel) => ({
    parent_model: '',
    format: 'gguf',
    family,
    families: [family],
    parameter_size: parameters,
    quantization_level: 'Q4_K_M',
  });
  const listed = models.map((model) => ({
    name: model.name,
    model: model.name,
    modified_at: '2026-02-06T18:26:26.994125748+08:00',
    size: 4_683_087_332,
    digest: '845dbda0ea48',
    details: details(model),
    ...(model.remote && { remote_model: model.name, remote_host: 'https://ollama.com:443' }),
  }));
  const running = new Set(models.flatMap(({ name, running: isRunning }) => (isRunning ? [name] : [])));
  return {
    '/v1/models': {
      object: 'list',
      data: models.map(({ name }) => ({ id: name, object: 'model', created: 1, owned_by: 'library' })),
    },
    '/api/tags': { models: listed },
    '/api/ps': {
      models: listed
        .filter(({ name }) => running.has(name))
        .map((model) => ({ ...model, expires_at: '', size_vram: 1, context_length: 2_048 })),
    },
  };
}

/** LM Studio: its page "REST API v0". It answers every other path with 200 and an error. */
export function lmStudioLists(
  models: readonly { id: string; type: 'llm' | 'vlm' | 'embeddings'; state: 'loaded' | 'not-loaded' }[],
): Record<string, unknown> {
  return {
    '/v1/models': {
      object: 'list',
      data: models.map(({ id }) => ({ id, object: 'model', owned_by: 'organization_owner' })),
    },
    '/api/v0/models': {
      object: 'list',
      data: models.map((model) => ({
        ...model,
        object: 'model',
        publisher: 'lmstudio-community',
        compatibility_type: 'gguf',
        quantization: 'Q4_K_M',
        max_context_length: 131_072,
        ...(model.state === 'loaded' && { loaded_context_length: 8_192 }),
      })),
    },
    '/api/tags': { error: 'Unexpected endpoint or method. (GET /api/tags)' },
    '/api/ps': { error: 'Unexpected endpoint or method. (GET /api/ps)' },
  };
}

/** vLLM's `GET /v1/models`. */
export const vllmLists = (id: string, maxModelLength: number): Record<string, unknown> => ({
  '/v1/models': {
    object: 'list',
    data: [
      {
        id,
        object: 'model',
        created: 1_739_421_415,
        owned_by: 'vllm',
        root: id,
        parent: null,
        max_model_len: maxModelLength,
        permission: [],
      },
    ],
  },
});

/** llama.cpp's `GET /v1/models`; it has an `/api/tags` like Ollama's, without sizes. */
export const llamaCppLists = (id: string, parameters: number): Record<string, unknown> => ({
  '/v1/models': {
    object: 'list',
    models: [{ name: id, model: id, details: { family: '', parameter_size: '' } }],
    data: [
      {
        id,
        object: 'model',
        created: 1_735_142_223,
        owned_by: 'llamacpp',
        meta: {
          vocab_type: 2,
          n_vocab: 128_256,
          n_ctx_train: 131_072,
          n_params: parameters,
          size: 4_912_898_304,
        },
      },
    ],
  },
  '/api/tags': { models: [{ name: id, model: id, details: { family: '', parameter_size: '' } }] },
});

/** What Parley's own gateway answers. */
export const parleyLists = {
  '/v1/models': {
    object: 'list',
    data: [{ id: 'whisper-base', object: 'model', created: 1, owned_by: 'parley' }],
  },
};
