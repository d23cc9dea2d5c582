import { type Feeds, type OnnxSession, Tensor } from '@parley/inference/sessions';
import { inPrecision, integers, selectRows } from './tensor-rows.js';

/** Keys and values of what was decoded (`decoder`) and of the audio (`encoder`), by the inputs that take them. */
export interface KeyValueCache {
  tokens: number;
  decoder: ReadonlyMap<string, Tensor>;
  encoder: ReadonlyMap<string, Tensor>;
}

interface Pass {
  tokens: readonly (readonly number[])[];
  hidden: Tensor;
  cache?: KeyValueCache;
}

/** A public decoder export: one merged graph, or one for the prompt and one for each token after it. */
export class DecoderSessions {
  constructor(
    private readonly first: OnnxSession,
    private readonly next: OnnxSession,
    private readonly heads: number,
    private readonly headSize: number,
  ) {}

  /** Runs whole prompts of equal length: logits [rows, length, vocabulary] and the cache after them. */
  async begin(hidden: Tensor, tokens: Pass['tokens']): Promise<{ logits: Tensor; cache: KeyValueCache }> {
    const wanted = [...this.first.outputs.keys()].filter((name) => !name.startsWith('cross_attentions'));
    const { logits, ...present } = await this.first.run(this.feeds(this.first, { tokens, hidden }), wanted);
    const cache = {
      tokens: tokens[0]?.length ?? 0,
      decoder: cachedOf(present, 'decoder'),
      encoder: cachedOf(present, 'encoder'),
    };
    return { logits: existing(logits), cache };
  }

  /** Runs one more token for each row. The audio's keys and values stay as `begin` made them: here they are dummies. */
  async continue(
    hidden: Tensor,
    cache: KeyValueCache,
    tokens: readonly number[],
  ): Promise<{ logits: Tensor; cache: KeyValueCache }> {
    const wanted = [...this.next.outputs.keys()].filter((name) =>
      /^logits$|^present\..*\.decoder\./.test(name),
    );
    const pass = { tokens: tokens.map((token) => [token]), hidden, cache };
    const { logits, ...present } = await this.next.run(this.feeds(this.next, pass), wanted);
    return {
      logits: existing(logits),
      cache: { ...cache, tokens: cache.tokens + 1, decoder: cachedOf(present, 'decoder') },
    };
  }

  get hasCrossAttention(): boolean {
    return this.first.outputs.has('cross_attentions.0');
  }

  /** Cross-attention [1, heads, tokens, audioPositions] of each of these layers over one row of tokens, and its logits. */
  async attend(
    hidden: Tensor,
    tokens: readonly number[],
    layers: readonly number[],
  ): Promise<{ logits: Tensor; attention: Tensor[] }> {
    const names = layers.map((layer) => `cross_attentions.${layer}`);
    const outputs = await this.first.run(this.feeds(this.first, { tokens: [tokens], hidden }), [
      'logits',
      ...names,
    ]);
    return { logits: existing(outputs.logits), attention: names.map((name) => existing(outputs[name])) };
  }

  async release(): Promise<void> {
    await this.first.release();
    if (this.next !== this.first) await this.next.release();
  }

  private feeds(session: OnnxSession, pass: Pass): Feeds {
    return Object.fromEntries(
      [...session.inputs.values()].map(({ name, type }) => [name, this.feed(name, type, pass)]),
    );
  }

  private feed(name: string, type: Tensor.Type, { tokens, hidden, cache }: Pass): Tensor {
    const rows = tokens.length;
    const length = tokens[0]?.length ?? 0;
    switch (name) {
      case 'input_ids':
        return integers(tokens.flat(), [rows, length]);
      case 'encoder_hidden_states':
        return inPrecision(hidden, type);
      case 'encoder_attention_mask': {
        const positions = hidden.dims[1] ?? 0;
        return integers(
          Array.from({ length: rows * positions }, () => 1),
          [rows, positions],
        );
      }
      case 'use_cache_branch':
        return new Tensor('bool', [cache !== undefined], [1]);
      case 'cache_position': {
        const past = cache?.tokens ?? 0;
        return integers(
          Array.from({ length }, (_, index) => past + index),
          [length],
        );
      }
      case 'num_logits_to_keep':
        return integers([cache ? 1 : 0], []);
      default:
        return cache?.decoder.get(name) ?? cache?.encoder.get(name) ?? this.emptyCache(type, rows);
    }
  }

  private emptyCache(type: Tensor.Type, rows: number): Tensor {
    const dims = [rows, this.heads, 0, this.headSize];
    return type === 'float16'
      ? new Tensor('float16', new Uint16Array(), dims)
      : new Tensor(new Float32Array(), dims);
  }
}

/** Some rows of a cache, in this order; a row may repeat. */
export function selectCacheRows(cache: KeyValueCache, rows: readonly number[]): KeyValueCache {
  const select = (tensors: ReadonlyMap<string, Tensor>) =>
    new Map([...tensors].map(([name, tensor]) => [name, selectRows(tensor, rows)]));
  return { tokens: cache.tokens, decoder: select(cache.decoder), encoder: select(cache.encoder) };
}

/** `present.*` outputs of one kind, under the names of the inputs that they become. */
function cachedOf(
  outputs: Readonly<Record<string, Tensor>>,
  kind: 'decoder' | 'encoder',
): Map<string, Tensor> {
  const named = Object.entries(outputs).filter(([name]) => name.includes(`.${kind}.`));
  return new Map(named.map(([name, tensor]) => [name.replace(/^present/, 'past_key_values'), tensor]));
}

function existing(tensor: Tensor | undefined): Tensor {
  if (!tensor) throw new Error('The graph did not give an output that it declares.');
  return tensor;
}
