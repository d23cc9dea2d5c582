import type { OnnxGraph, OnnxNode, OnnxValue } from '@parley/inference/graph-surgery';
import { subgraph } from './subgraph.js';

/** A layer's keys or values of earlier tokens: an input, and the output that it is after a step. */
export const pastName = (part: 'key' | 'value', layer: string) => `past_${part}.${layer}`;
export const presentName = (part: 'key' | 'value', layer: string) => `present_${part}.${layer}`;

const memoryInput = 'decoder_mems';
const logitsOutput = 'logits';
/** Operators that hand a piece of the memory on. */
const handsOn = new Set([
  'Gather',
  'Transpose',
  'Slice',
  'Split',
  'Squeeze',
  'Unsqueeze',
  'Identity',
  'Cast',
]);

/**
 * Gives NeMo's decoder a cache of keys and values. The exported graph remembers each layer's input of every token,
 * joins it with the new tokens' and makes keys and values of all. Here those are made of the new tokens alone and joined
 * with what `past_key.N` and `past_value.N` bring; `present_key.N` and `present_value.N` are the whole.
 * `decoder_mems` only tells how many tokens went before: its first dimension may be 0.
 * @param layers numbers of the layers
 * @param dataType of keys and values
 * @returns undefined where the graph is built otherwise
 */
export function cacheSelfAttention(
  graph: OnnxGraph,
  layers: readonly string[],
  dataType: number | undefined,
): OnnxGraph | undefined {
  const logits = graph.outputs.find(({ name }) => name === logitsOutput);
  if (!logits) return undefined;
  const withoutMemory = forgetMemory(graph);
  const joined = layers.flatMap((layer) => [
    { made: `/_decoder/layers.${layer}/first_sub_layer/Transpose_3_output_0`, part: 'key' as const, layer },
    { made: `/_decoder/layers.${layer}/first_sub_layer/Transpose_2_output_0`, part: 'value' as const, layer },
  ]);
  const value = (name: string): OnnxValue => ({
    name,
    dataType,
    dims: [undefined, undefined, undefined, undefined],
  });
  const step = subgraph(
    { ...graph, nodes: joined.reduce(joinPast, withoutMemory) },
    [
      ...graph.inputs.map((input) => (input.name === memoryInput ? withFreeDimensions(input) : input)),
      ...joined.map(({ part, layer }) => value(pastName(part, layer))),
    ],
    [logits, ...joined.map(({ part, layer }) => value(presentName(part, layer)))],
  );
  const usesMemory = step.nodes.some(
    ({ operator, inputs }) => operator !== 'Shape' && inputs.includes(memoryInput),
  );
  const isComplete = joined.every(({ made }) => step.nodes.some(({ outputs }) => outputs.includes(made)));
  return usesMemory || !isComplete ? undefined : step;
}

/** The nodes, with what is joined to a piece of the memory in place of the two together. */
function forgetMemory({ nodes }: OnnxGraph): OnnxNode[] {
  const memory = new Set([memoryInput]);
  const replacements = new Map<string, string>();
  for (const { operator, inputs, outputs } of nodes) {
    const [first = '', second = ''] = inputs;
    if (handsOn.has(operator) && memory.has(first)) for (const output of outputs) memory.add(output);
    if (operator === 'Concat' && inputs.length === 2 && memory.has(first) && !memory.has(second)) {
      replacements.set(outputs[0] ?? '', second);
    }
  }
  return nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => replacements.get(name) ?? name),
  }));
}

/** Joins what a layer makes of the new tokens with the past, for everything that uses it. */
function joinPast(
  nodes: readonly OnnxNode[],
  { made, part, layer }: { made: string; part: 'key' | 'value'; layer: string },
): OnnxNode[] {
  const present = presentName(part, layer);
  const join: OnnxNode = {
    name: `join_${part}.${layer}`,
    operator: 'Concat',
    domain: '',
    inputs: [pastName(part, layer), made],
    outputs: [present],
    // Keys are [rows, heads, size, tokens], values [rows, heads, tokens, size].
    attributes: new Map([['axis', { type: 'int', value: part === 'key' ? 3n : 2n }]]),
    unknownFields: [],
  };
  return nodes.flatMap((node) => {
    const user = { ...node, inputs: node.inputs.map((name) => (name === made ? present : name)) };
    return node.outputs.includes(made) ? [user, join] : [user];
  });
}

const withFreeDimensions = (input: OnnxValue): OnnxValue => ({
  ...input,
  dims: input.dims?.map((dimension) => (typeof dimension === 'number' ? undefined : dimension)),
});
