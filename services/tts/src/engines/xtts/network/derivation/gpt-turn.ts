import { dataTypes, type GraphBuilder } from '@parley/inference/graph-surgery';
import type { GptLayer, GptWeights } from '../recognition/gpt-weights.js';
import type { XttsDimensions } from '../xtts-dimensions.js';
import type { LayerNodes } from './layer-nodes.js';
import { drawTokens, type SamplingInputs } from './sampling-nodes.js';

/** What hides a position: its share of the attention rounds to 0. */
export const hidden = -1e30;

/** Keys and values from before a stretch, in the order in which they are multiplied. */
export interface Past {
  bias: string;
  /** [rows, heads, headSize, past] of each layer. */
  keys: string[];
  /** [rows, heads, past, headSize] of each layer. */
  values: string[];
}

/** Values that hold the tables of audio tokens and of their positions. */
export interface TableNames {
  tokens: string;
  positions: string;
  lastPosition: number;
}

/** The body of the loop (gpt-loop-graph.ts): the network over some positions of each row, and the next token. */
export class TurnBody {
  private readonly inputs = new Map<string, string>();
  private readonly outputs = new Map<string, string>();

  constructor(
    private readonly graph: GraphBuilder,
    private readonly nodes: LayerNodes,
    private readonly dimensions: XttsDimensions,
    private readonly settings: SamplingInputs,
    private readonly past: Past,
  ) {}

  build(weights: GptWeights, carried: readonly string[], tables: TableNames): void {
    const { graph, outputs } = this;
    const turn = graph.input('turn', 'int64', []);
    graph.input('going', 'bool', []);
    for (const name of carried) this.declare(name);
    const latents = this.network(weights);
    const logits = this.nodes.linear(latents, weights.melHead);
    this.choose(graph.add('Squeeze', [logits, graph.list(1)]), turn, tables);
    graph.output(outputs.get('going') ?? '', 'bool', []);
    for (const name of carried) graph.output(outputs.get(name) ?? '', typeOf(name));
    graph.output(outputs.get('token') ?? '', 'int64');
    graph.output(latents, 'float32');
  }

  private declare(name: string): void {
    const { graph } = this;
    const rank = name.startsWith('recent.') ? 4 : name === 'embeddings' ? 3 : 2;
    const anyDims = Array.from({ length: rank }, () => graph.fresh('any'));
    this.inputs.set(name, graph.input(`in.${name}`, typeOf(name), anyDims));
  }

  private input(name: string): string {
    return this.inputs.get(name) ?? name;
  }

  /** @returns latents f32 [rows, 1, width] of the last position */
  private network({ layers, norm, finalNorm }: GptWeights): string {
    const { graph, nodes } = this;
    const [first] = layers;
    if (!first) throw new Error('A GPT has layers.');
    const attention = this.attentionShape();
    let residual = this.input('embeddings');
    let normalised = nodes.normalise(residual, first.attentionNorm);
    layers.forEach((layer, number) => {
      const mixed = nodes.multiply(this.attend(normalised, layer, number, attention), layer.out);
      ({ normalised, residual } = nodes.addAndNormalise(
        residual,
        mixed,
        layer.out.bias,
        layer.feedForwardNorm,
      ));
      const fed = nodes.feedForward(normalised, layer.widen, layer.narrow);
      const following = layers[number + 1]?.attentionNorm ?? norm;
      ({ normalised, residual } = nodes.addAndNormalise(residual, fed, layer.narrow.bias, following));
    });
    const last = graph.add('Gather', [normalised, graph.list(-1)], { attributes: { axis: 1 } });
    return nodes.normalise(last, finalNorm);
  }

  /** What is the same in all layers: who sees whom, and where the past ends. */
  private attentionShape(): { bias: string; parts: string } {
    const { graph } = this;
    const size = (value: string, axis: number) =>
      graph.add('Shape', [value], { attributes: { start: axis, end: axis + 1 } });
    const scalar = (value: string) => graph.add('Squeeze', [value]);
    const before = size(this.input('recent.0.value'), 2);
    const length = size(this.input('embeddings'), 1);
    const after = graph.add('Add', [before, length]);
    const range = (from: string, to: string) => graph.add('Range', [from, scalar(to), graph.integer(1)]);
    const own = graph.add('Unsqueeze', [range(scalar(before), after), graph.list(1)]);
    const sees = graph.add('GreaterOrEqual', [own, range(graph.integer(0), after)]);
    const causal = graph.add('Where', [sees, graph.float(0), graph.float(hidden)]);
    const rows = size(this.input('embeddings'), 0);
    const concat = (values: string[], axis: number) => graph.add('Concat', values, { attributes: { axis } });
    const one = graph.list(1);
    const past = size(this.past.bias, 3);
    const recentBias = graph.add('Expand', [causal, concat([rows, one, length, after], 0)]);
    const pastBias = graph.add('Expand', [this.past.bias, concat([rows, one, length, past], 0)]);
    return { bias: concat([pastBias, recentBias], 3), parts: concat([past, after], 0) };
  }

  private attend(
    normalised: string,
    { queryKeyValue }: GptLayer,
    number: number,
    { bias, parts }: { bias: string; parts: string },
  ): string {
    const { graph } = this;
    const { heads, headSize, width } = this.dimensions;
    const names = ['query', 'key', 'value'].map((name) => graph.fresh(name));
    graph.add('Split', [this.nodes.linear(normalised, queryKeyValue)], {
      attributes: { axis: -1, num_outputs: 3 },
      outputs: names,
    });
    const [query = '', key = '', value = ''] = names;
    const byHead = (values: string, perm: number[]) =>
      graph.add('Transpose', [graph.add('Reshape', [values, graph.list(0, 0, heads, headSize)])], {
        attributes: { perm },
      });
    const scaled = byHead(graph.add('Mul', [query, graph.float(headSize ** -0.5)]), [0, 2, 1, 3]);
    const keys = this.append(`recent.${number}.key`, byHead(key, [0, 2, 3, 1]), 3);
    const values = this.append(`recent.${number}.value`, byHead(value, [0, 2, 1, 3]), 2);
    const scores = graph.add(
      'Concat',
      [graph.add('MatMul', [scaled, this.past.keys[number] ?? '']), graph.add('MatMul', [scaled, keys])],
      { attributes: { axis: 3 } },
    );
    const shares = graph.add('Softmax', [graph.add('Add', [scores, bias])], { attributes: { axis: -1 } });
    const split = [graph.fresh('of_past'), graph.fresh('of_recent')];
    graph.add('Split', [shares, parts], { attributes: { axis: 3 }, outputs: split });
    const [ofPast = '', ofRecent = ''] = split;
    const mixed = graph.add('Add', [
      graph.add('MatMul', [ofPast, this.past.values[number] ?? '']),
      graph.add('MatMul', [ofRecent, values]),
    ]);
    const byPosition = graph.add('Transpose', [mixed], { attributes: { perm: [0, 2, 1, 3] } });
    return graph.add('Reshape', [byPosition, graph.list(0, 0, width)]);
  }

  private append(name: string, added: string, axis: number): string {
    const both = this.graph.add('Concat', [this.input(name), added], { attributes: { axis } });
    this.outputs.set(name, both);
    return both;
  }

  /** Draws the tokens, and prepares what the next turn starts from. */
  private choose(logits: string, turn: string, tables: TableNames): void {
    const { graph, outputs } = this;
    const { stopToken, audioTokens } = this.dimensions;
    const uniform = graph.add('Gather', ['uniforms', turn], { attributes: { axis: 0 } });
    const seen = this.input('seen');
    const drawn = drawTokens(graph, logits, seen, uniform, this.settings, audioTokens);
    const stop = graph.integer(stopToken);
    const token = graph.add('Where', [this.input('finished'), stop, drawn]);
    const finished = graph.add('Equal', [token, stop]);
    const left = graph.add(
      'ReduceMax',
      [graph.add('Cast', [graph.add('Not', [finished])], { attributes: { to: dataTypes.int32 } })],
      { attributes: { keepdims: 0 } },
    );
    const ids = graph.constant(
      'int64',
      [1, audioTokens],
      BigInt64Array.from({ length: audioTokens }, (_, id) => BigInt(id)),
    );
    const position = this.input('position');
    const inTable = graph.add('Min', [position, graph.integer(tables.lastPosition)]);
    outputs.set('going', graph.add('Cast', [left], { attributes: { to: dataTypes.bool } }));
    outputs.set('token', token);
    outputs.set('finished', finished);
    outputs.set('seen', graph.add('Or', [seen, graph.add('Equal', [token, ids])]));
    outputs.set('position', graph.add('Add', [position, graph.integer(1)]));
    outputs.set(
      'embeddings',
      graph.add('Add', [
        graph.add('Gather', [tables.tokens, token]),
        graph.add('Gather', [tables.positions, inTable]),
      ]),
    );
  }
}

function typeOf(carried: string): 'int64' | 'bool' | 'float32' {
  if (carried === 'position') return 'int64';
  return carried === 'seen' || carried === 'finished' ? 'bool' : 'float32';
}
