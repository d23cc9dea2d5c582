import { describe, expect, it } from 'vitest';
import { chooseModels } from './choose-model.js';
import { type ListedModel, toBillionParameters } from './listed-model.js';

/** `name` or `name*` for one that is loaded. */
function list(product: string, names: readonly string[], isTuned = true) {
  const models = names.map((name): ListedModel => {
    const id = name.replace('*', '');
    const billionParameters = toBillionParameters(id);
    return {
      id,
      isLoaded: name.endsWith('*'),
      isTuned,
      ...(billionParameters !== undefined && { billionParameters }),
    };
  });
  return { product, baseUrl: `http://${product}/v1`, models };
}

const namesOf = (choices: ReturnType<typeof chooseModels>) => choices.map(({ model }) => model.id);

describe('the choice of a model', () => {
  it.each([
    [
      'the smallest that is sensible',
      ['llama3.1:70b', 'qwen2.5:7b', 'smollm2:135m', 'llama3.2:3b'],
      'llama3.2:3b',
    ],
    ['the one that is loaded', ['llama3.2:3b', 'qwen2.5:14b*'], 'qwen2.5:14b'],
    ['no raw model though it is loaded', ['qwen2.5-coder:1.5b-base*', 'mistral:7b'], 'mistral:7b'],
    [
      'one that thinks before it speaks only where there is no other',
      ['deepseek-r1:8b', 'gemma2:9b'],
      'gemma2:9b',
    ],
    [
      'Qwen 3 as an instruct model',
      ['qwen3:4b', 'qwen3:30b-a3b-instruct-2507'],
      'qwen3:30b-a3b-instruct-2507',
    ],
    ['the larger of two tiny ones', ['smollm2:135m', 'qwen2.5:0.5b'], 'qwen2.5:0.5b'],
    ['one of unknown size last', ['phi3:mini', 'llama3.2:3b'], 'llama3.2:3b'],
    [
      'a thinking model where it is all there is',
      ['nomic-embed-text:latest', 'deepseek-r1:1.5b'],
      'deepseek-r1:1.5b',
    ],
  ])('takes %s', (_rule, names, expected) => {
    expect(namesOf(chooseModels([list('Ollama', names)]))[0]).toBe(expected);
  });

  it('prefers a name that says instruct where names mean nothing else', () => {
    const names = ['Qwen/Qwen2.5-3B', 'Qwen/Qwen2.5-7B-Instruct', 'google/gemma-3-4b-pt'];
    expect(namesOf(chooseModels([list('hub', names, false)]))).toEqual([names[1], names[0], names[2]]);
  });

  it('takes no model that embeds, hears, speaks or guards', () => {
    const names = [
      'nomic-embed-text:latest',
      'text-embedding-bge-m3',
      'mxbai-embed-large',
      'all-minilm:33m',
      'bge-reranker-v2',
      'mistralai/Voxtral-Mini-3B-2507',
      'openai/whisper-large-v3',
      'llama-guard3:8b',
      'orpheus-3b-tts',
    ];
    expect(chooseModels([list('any', names)])).toEqual([]);
  });

  it('leaves equals in the order of their servers, and prefers a loaded one elsewhere', () => {
    const [first] = chooseModels([list('one', ['llama3.2:3b']), list('two', ['llama3.2:3b'])]);
    expect(first?.server.product).toBe('one');
    const [loaded] = chooseModels([list('one', ['llama3.2:3b']), list('two', ['llama3.1:8b*'])]);
    expect(loaded?.server.product).toBe('two');
  });

  it('takes the named one and no other', () => {
    const servers = [list('Ollama', ['llama3.2:latest', 'qwen2.5:7b*'])];
    expect(namesOf(chooseModels(servers, 'Llama3.2'))).toEqual(['llama3.2:latest']);
    expect(chooseModels(servers, 'qwen2.5')).toEqual([]);
  });

  it.each([
    ['qwen2.5:7b', 7],
    ['Qwen2.5-0.5B-Instruct', 0.5],
    ['smollm2:135m', 0.135],
    ['751.63M', 0.75163],
    ['mixtral-8x7b-instruct', 56],
    ['meta-llama-3.1-8b-instruct-4bit', 8],
    ['unsloth/Qwen3.6-35B-A3B-GGUF', 35],
    ['models/phi-Q8_0.gguf', undefined],
    ['phi3:mini', undefined],
  ])('reads the size of %s', (name, expected) => {
    expect(toBillionParameters(name)).toEqual(expected);
  });
});
