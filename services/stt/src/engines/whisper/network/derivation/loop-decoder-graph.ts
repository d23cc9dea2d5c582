import { GraphBuilder, type ModelSource, type OnnxModel } from '@parley/inference/graph-surgery';
import type { DecoderLayer, DecoderWeights } from '../recognition/network-layers.js';
import type { WhisperDimensions } from '../whisper-network.js';
import { chooseTokens, type RowMemory, type RuleInputs } from './generation-rules.js';
import { LayerBuilder } from './layer-builder.js';

const microsoft = 'com.microsoft';

/**
 * A decoder that goes on by itself: an ONNX Loop whose body runs the network over some tokens of each row, applies the
 * rules and takes the likeliest token as its next input. The first turn of the body takes a prompt of any length. State
 * comes in and goes out, so that generation can be cut in stretches; one turn alone is a step of a step-wise decoder.
 *
 * Inputs: `turns` i64 [], `tokens` i64 [rows, n], `positions` i64 [p] (of the tokens, those whose logits are wanted; the
 * last token's must be the last), `past.{layer}.key|value` f32 [rows, heads, past, size], `cross.{layer}.key|value` f32
 * [rows, heads, audio, size] (keys scaled already), the rules' inputs, `finished` bool [rows, 1], `sum` f32 [rows, 1] and the rows' memory.
 * Outputs: the state after the last turn as `next.*`, `logits` f32 [rows, p, vocabulary] of the last turn, and
 * `generated` i64 [turns, rows, 1].
 */
export function loopDecoderModel(
  weights: DecoderWeights,
  dimensions: WhisperDimensions,
  source: ModelSource,
): OnnxModel {
  const outer = GraphBuilder.create('whisper_decoder_loop');
  const state = declareInputs(outer, dimensions);
  const body = outer.inner('whisper_decoder_turn');
  buildBody(body, new LayerBuilder(body, source, outer), weights, dimensions, state);
  const outputs = state.carried.map(({ name }) => `next.${name}`);
  outer.add('Loop', ['turns', '', ...state.carried.map(({ name }) => name)], {
    attributes: { body: { type: 'graph', value: body.build() } },
    outputs: [...outputs, 'generated'],
  });
  for (const { name, type } of state.carried) outer.output(`next.${name}`, type);
  outer.output('generated', 'int64');
  return new LayerBuilder(outer, source).model();
}

interface Carried {
  name: string;
  type: 'int64' | 'float32' | 'bool';
  dims: (number | string)[];
}

function declareInputs(
  graph: GraphBuilder,
  dimensions: WhisperDimensions,
): { carried: Carried[]; rules: RuleInputs } {
  const { decoderLayers, decoderHeads, headSize, vocabularySize } = dimensions;
  graph.input('turns', 'int64', []);
  const rules = {
    mask: graph.input('mask', 'float32', [vocabularySize]),
    endOfText: graph.input('end_of_text', 'int64', [1]),
    timestampBegin: graph.input('timestamp_begin', 'int64', [1]),
    withTimestamps: graph.input('with_timestamps', 'bool', []),
    lastInitial: graph.input('last_initial', 'int64', [1]),
  };
  const carried: Carried[] = [
    { name: 'tokens', type: 'int64', dims: ['rows', 'length'] },
    { name: 'positions', type: 'int64', dims: ['wanted'] },
    { name: 'finished', type: 'bool', dims: ['rows', 1] },
    { name: 'sum', type: 'float32', dims: ['rows', 1] },
    { name: 'last', type: 'int64', dims: ['rows', 1] },
    { name: 'before_last', type: 'int64', dims: ['rows', 1] },
    { name: 'stamp', type: 'int64', dims: ['rows', 1] },
    { name: 'logits', type: 'float32', dims: ['rows', 'wanted', vocabularySize] },
  ];
  for (let layer = 0; layer < decoderLayers; layer++) {
    for (const part of ['key', 'value']) {
      graph.input(`cross.${layer}.${part}`, 'float32', ['rows', decoderHeads, 'audio', headSize]);
      carried.push({
        name: `past.${layer}.${part}`,
        type: 'float32',
        dims: ['rows', decoderHeads, 'past', headSize],
      });
    }
  }
  for (const { name, type, dims } of carried) graph.input(name, type, dims);
  return { carried, rules };
}

function buildBody(
  body: GraphBuilder,
  layers: LayerBuilder,
  weights: DecoderWeights,
  dimensions: WhisperDimensions,
  { carried, rules }: { carried: Carried[]; rules: RuleInputs },
): void {
  body.input('turn', 'int64', []);
  body.input('going', 'bool', []);
  const inputs = new Map(
    carried.map(({ name, type, dims }) => [
      name,
      body.input(
        `in.${name}`,
        type,
        dims.map(() => body.fresh('any')),
      ),
    ]),
  );
  const input = (name: string) => inputs.get(name) ?? name;
  const { hidden, present } = network(layers, weights, dimensions, input);
  const wanted = body.add('Gather', [hidden, input('positions')], { attributes: { axis: 1 } });
  const logits = layers.multiply(wanted, weights.vocabulary);
  const last = body.add('Gather', [logits, body.integer(-1)], { attributes: { axis: 1 } });
  const memory: RowMemory = { last: input('last'), beforeLast: input('before_last'), stamp: input('stamp') };
  const chosen = chooseTokens(body, last, rules, memory);
  const next = advance(body, rules, memory, chosen, input);
  const outputs = new Map([...next, ['logits', logits], ...present]);
  body.output(outputs.get('going') ?? '', 'bool', []);
  for (const { name, type } of carried) body.output(outputs.get(name) ?? '', type);
  body.output(outputs.get('generated') ?? '', 'int64');
}

/** What the next turn starts from. */
function advance(
  body: GraphBuilder,
  rules: RuleInputs,
  memory: RowMemory,
  chosen: { token: string; logProbability: string },
  input: (name: string) => string,
): [string, string][] {
  const finished = input('finished');
  const where = (condition: string, a: string, b: string) => body.add('Where', [condition, a, b]);
  const token = where(finished, rules.endOfText, chosen.token);
  const gained = where(finished, body.float(0), chosen.logProbability);
  const finishedNow = body.add('Equal', [token, rules.endOfText]);
  const isStamp = body.add('GreaterOrEqual', [token, rules.timestampBegin]);
  const unfinished = body.add('Cast', [body.add('Not', [finishedNow])], { attributes: { to: 6 } });
  const left = body.add('ReduceMax', [unfinished], { attributes: { keepdims: 0 } });
  return [
    ['going', body.add('Cast', [left], { attributes: { to: 9 } })],
    ['tokens', token],
    ['positions', body.add('Identity', [body.list(0)])],
    ['finished', finishedNow],
    ['sum', body.add('Add', [input('sum'), gained])],
    ['last', body.add('Identity', [token])],
    ['before_last', body.add('Identity', [memory.last])],
    ['stamp', where(isStamp, token, memory.stamp)],
    ['generated', body.add('Identity', [token])],
  ];
}

function network(
  layers: LayerBuilder,
  weights: DecoderWeights,
  { decoderHeads, headSize }: WhisperDimensions,
  input: (name: string) => string,
): { hidden: string; present: [string, string][] } {
  const { graph } = layers;
  const past = graph.add('Squeeze', [
    graph.add('Shape', [input('past.0.key')], { attributes: { start: 2, end: 3 } }),
  ]);
  const length = graph.add('Squeeze', [
    graph.add('Shape', [input('tokens')], { attributes: { start: 1, end: 2 } }),
  ]);
  const end = graph.add('Add', [past, length]);
  const places = graph.add('Range', [past, end, graph.integer(1)]);
  const embedded = layers.lookUp(weights.tokens, input('tokens'));
  const placed = layers.lookUp(weights.positions, places);
  let residual = graph.add('Add', [embedded, placed]);
  const [first] = weights.layers;
  if (!first) throw new Error('A decoder has layers.');
  let normalised = layers.normalise(residual, first.attentionNorm);
  const present: [string, string][] = [];
  weights.layers.forEach((layer, number) => {
    const self = selfAttention(layers, layer, number, decoderHeads, headSize, normalised, input);
    present.push([`past.${number}.key`, self.key], [`past.${number}.value`, self.value]);
    ({ normalised, residual } = layers.addAndNormalise(
      residual,
      self.mixed,
      layer.attention.out.bias,
      layer.crossNorm,
    ));
    const crossed = crossAttention(layers, layer, number, decoderHeads, normalised);
    ({ normalised, residual } = layers.addAndNormalise(
      residual,
      crossed,
      layer.cross.out.bias,
      layer.feedForwardNorm,
    ));
    const fed = layers.feedForward(normalised, layer.widen, layer.narrow);
    const following = weights.layers[number + 1]?.attentionNorm ?? weights.norm;
    ({ normalised, residual } = layers.addAndNormalise(residual, fed, layer.narrow.bias, following));
  });
  return { hidden: normalised, present };
}

/**
 * Scores are scaled before the product: onnxruntime multiplies one row by a matrix about twice as fast where it need not
 * scale the result (MLAS, sgemm.cpp: the kernel for one row wants alpha to be 1).
 */
const unscaled = { scale: { float: 1 } };

function selfAttention(
  layers: LayerBuilder,
  { attention }: DecoderLayer,
  number: number,
  heads: number,
  headSize: number,
  normalised: string,
  input: (name: string) => string,
): { mixed: string; key: string; value: string } {
  const { graph } = layers;
  const key = graph.fresh('present_key');
  const value = graph.fresh('present_value');
  const attended = graph.add(
    'MultiHeadAttention',
    [
      graph.add('Mul', [layers.linear(normalised, attention.query), graph.float(headSize ** -0.5)]),
      layers.linear(normalised, attention.key),
      layers.linear(normalised, attention.value),
      '',
      '',
      '',
      input(`past.${number}.key`),
      input(`past.${number}.value`),
    ],
    {
      domain: microsoft,
      attributes: { num_heads: heads, unidirectional: 1, ...unscaled },
      outputs: [graph.fresh('attended'), key, value],
    },
  );
  return { mixed: layers.multiply(attended, attention.out), key, value };
}

function crossAttention(
  layers: LayerBuilder,
  { cross }: DecoderLayer,
  number: number,
  heads: number,
  normalised: string,
): string {
  const attended = layers.graph.add(
    'MultiHeadAttention',
    [layers.linear(normalised, cross.query), `cross.${number}.key`, `cross.${number}.value`],
    { domain: microsoft, attributes: { num_heads: heads, ...unscaled } },
  );
  return layers.multiply(attended, cross.out);
}
