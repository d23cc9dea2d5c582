import {
  dataTypes,
  GraphBuilder,
  type ModelSource,
  type OnnxModel,
  tensorOf,
} from '@parley/inference/graph-surgery';
import type { GptLayer, GptWeights } from '../recognition/gpt-weights.js';
import type { EmbeddingTables } from '../mel-embeddings.js';
import type { XttsDimensions } from '../xtts-dimensions.js';
import { LayerNodes, microsoft } from './layer-nodes.js';
import { drawTokens, type SamplingInputs } from './sampling-nodes.js';

/** What hides a position: its share of the attention rounds to 0. */
export const hidden = -1e30;

/**
 * A GPT that goes on by itself: an ONNX Loop whose body runs the network over some positions of each row, draws the next
 * token and looks up its embedding. The first turn takes any number of positions: a whole prompt, or one token.
 *
 * Keys and values of a stretch are carried from turn to turn; those before it come in once, are turned once into the
 * order in which they are multiplied, and do not go out again.
 *
 * Inputs: `turns` i64 []; `embeddings` f32 [rows, n, width]; `position` i64 [rows, 1], of the first token that is drawn;
 * `past.{layer}.key|value` f32 [rows, past, width], `past` at least 1; `past_bias` f32 [rows, 1, 1, past], 0 or `hidden`;
 * `seen` bool [rows, audioTokens]; `uniforms` f32 [turns, rows, 1]; and the settings of sampling, each [rows, 1].
 * Outputs: `tokens` i64 [turns done, rows, 1]; `latents` f32 [turns done, rows, 1, width], of the positions that
 * predicted them; `recent.{layer}.key|value` f32 [rows, positions of the stretch, width].
 */
export function gptLoopModel(
  weights: GptWeights,
  dimensions: XttsDimensions,
  tables: EmbeddingTables,
  source: ModelSource,
): OnnxModel {
  const outer = GraphBuilder.create('xtts_gpt_loop');
  const { carried, settings } = declareInputs(outer, dimensions);
  const past = turnPast(outer, dimensions);
  const body = outer.inner('xtts_gpt_turn');
  new TurnBody(body, new LayerNodes(body, source, outer), dimensions, settings, past).build(
    weights,
    carried.map(({ name }) => name),
    addTables(outer, dimensions, tables),
  );
  const outputs = carried.map(({ name }) =>
    name.startsWith('recent.') ? `carried.${name}` : outer.fresh(name),
  );
  outer.add('Loop', ['turns', '', ...carried.map(({ initial }) => initial)], {
    attributes: { body: { type: 'graph', value: body.build() } },
    outputs: [...outputs, 'tokens', 'latents'],
  });
  outer.output('tokens', 'int64');
  outer.output('latents', 'float32');
  for (const name of outputs.filter((one) => one.startsWith('carried.'))) turnRecent(outer, name, dimensions);
  return {
    irVersion: 9,
    operatorSets: [
      { domain: '', version: 18 },
      { domain: microsoft, version: 1 },
    ],
    graph: outer.buildOutermost(),
    unknownFields: [],
  };
}

interface Carried {
  name: string;
  /** The value that it begins with. */
  initial: string;
}

function declareInputs(
  graph: GraphBuilder,
  { layers, width, heads, headSize, audioTokens }: XttsDimensions,
): { carried: Carried[]; settings: SamplingInputs } {
  graph.input('turns', 'int64', []);
  graph.input('uniforms', 'float32', ['turns', 'rows', 1]);
  const settings = {
    repetitionPenalty: graph.input('repetition_penalty', 'float32', ['rows', 1]),
    temperature: graph.input('temperature', 'float32', ['rows', 1]),
    topK: graph.input('top_k', 'int64', ['rows', 1]),
    topP: graph.input('top_p', 'float32', ['rows', 1]),
  };
  const embeddings = graph.input('embeddings', 'float32', ['rows', 'length', width]);
  const rows = graph.add('Shape', [embeddings], { attributes: { start: 0, end: 1 } });
  const none = (...sizes: number[]) =>
    graph.add('ConstantOfShape', [
      graph.add('Concat', [rows, graph.list(...sizes)], { attributes: { axis: 0 } }),
    ]);
  const noKeys = none(heads, headSize, 0);
  const noValues = none(heads, 0, headSize);
  const unfinished = graph.add('Cast', [none(1)], { attributes: { to: dataTypes.bool } });
  const carried: Carried[] = [
    { name: 'embeddings', initial: embeddings },
    { name: 'position', initial: graph.input('position', 'int64', ['rows', 1]) },
    { name: 'seen', initial: graph.input('seen', 'bool', ['rows', audioTokens]) },
    { name: 'finished', initial: unfinished },
  ];
  for (let layer = 0; layer < layers; layer++) {
    carried.push(
      { name: `recent.${layer}.key`, initial: noKeys },
      { name: `recent.${layer}.value`, initial: noValues },
    );
  }
  return { carried, settings };
}

interface Past {
  bias: string;
  /** [rows, heads, headSize, past] of each layer. */
  keys: string[];
  /** [rows, heads, past, headSize] of each layer. */
  values: string[];
}

function turnPast(graph: GraphBuilder, { layers, width, heads, headSize }: XttsDimensions): Past {
  const past: Past = {
    bias: graph.input('past_bias', 'float32', ['rows', 1, 1, 'past']),
    keys: [],
    values: [],
  };
  const turned = (name: string, perm: number[]) => {
    graph.input(name, 'float32', ['rows', 'past', width]);
    const split = graph.add('Reshape', [name, graph.list(0, 0, heads, headSize)]);
    return graph.add('Transpose', [split], { attributes: { perm } });
  };
  for (let layer = 0; layer < layers; layer++) {
    past.keys.push(turned(`past.${layer}.key`, [0, 2, 3, 1]));
    past.values.push(turned(`past.${layer}.value`, [0, 2, 1, 3]));
  }
  return past;
}

function turnRecent(graph: GraphBuilder, carried: string, { width }: XttsDimensions): void {
  const perm = carried.endsWith('.key') ? [0, 3, 1, 2] : [0, 2, 1, 3];
  const byPosition = graph.add('Transpose', [carried], { attributes: { perm } });
  const name = carried.slice('carried.'.length);
  graph.add('Reshape', [byPosition, graph.list(0, 0, width)], { outputs: [name] });
  graph.output(name, 'float32', ['rows', 'length', width]);
}

interface TableNames {
  tokens: string;
  positions: string;
  lastPosition: number;
}

function addTables(
  graph: GraphBuilder,
  { width, audioTokens }: XttsDimensions,
  tables: EmbeddingTables,
): TableNames {
  const positions = tables.positions.length / width;
  return {
    tokens: graph.weight(tensorOf('mel_embedding', 'float32', [audioTokens, width], tables.tokens)),
    positions: graph.weight(tensorOf('mel_pos_embedding', 'float32', [positions, width], tables.positions)),
    lastPosition: positions - 1,
  };
}

/** One turn of the loop. */
class TurnBody {
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
