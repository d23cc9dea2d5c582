import {
  dataTypes,
  GraphBuilder,
  type ModelSource,
  type OnnxModel,
  tensorOf,
} from '@parley/inference/graph-surgery';
import type { EmbeddingTables } from '../mel-embeddings.js';
import type { GptWeights } from '../recognition/gpt-weights.js';
import type { XttsDimensions } from '../xtts-dimensions.js';
import { type Past, type TableNames, TurnBody } from './gpt-turn.js';
import { LayerNodes, microsoft } from './layer-nodes.js';
import type { SamplingInputs } from './sampling-nodes.js';

/**
 * A GPT that goes on by itself: an ONNX Loop whose body runs the network over some positions of each row, draws the next
 * token and looks up its embedding. The first turn takes any number of positions: a whole prompt, or one token.
 *
 * Keys and values of a stretch are carried from turn to turn; those before it come in once, are turned once into the
 * order in which they are multiplied, and do not go out again.
 *
 * Inputs: `turns` i64 []; `embeddings` f32 [rows, n, width]; `position` i64 [rows, 1], of the first token that is drawn;
 * `past.{layer}.key|value` f32 [rows, past, width], `past` at least 1; `past_bias` f32 [rows, 1, 1, past], 0 or `hidden` (gpt-turn.ts);
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
