import {
  GraphIndex,
  type ModelSource,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  tensorOf,
  UnrecognisedGraph,
} from '@parley/inference/graph-surgery';

/** How HiFi-GAN raises its rate, to 256 samples for each frame. */
const strides = [8, 8, 2, 2];

/** Frames beside those wanted that the vocoder needs after it has raised its rate the first time. */
export const lateContextFrames = 2;

/**
 * The vocoder as it runs fastest, from one that stretches its latents itself, or from one that takes frames.
 *
 * - What follows the stretching is kept: `frames` [1, width, n] is its input.
 * - Convolutions along one axis become ones along the second of two, for which onnxruntime has blocked kernels.
 * - Most of the context is needed by the first of four stages only: `kept` i64 [2], the first frame and the end of what
 *   is kept after it. The waveform, [1, 1, 1, 256 * kept frames], is of those.
 * @throws UnrecognisedGraph
 */
export function vocoderModel(source: ModelSource, width: number): OnnxModel {
  const { graph, ...model } = source.model;
  const output = graph.outputs[0]?.name ?? '';
  const frames = framesValue(graph);
  const needed = nodesBehind(graph.nodes, output, frames);
  const computing = new Set(computingNodes(needed, [frames, 'speaker_embedding']));
  checkArchitecture([...computing], new GraphIndex(graph), frames);
  const late = [...computing].filter(({ operator }) => operator === 'ConvTranspose')[1];
  const stored = new Set(graph.initializers.map(({ name }) => name));
  const flat = (node: OnnxNode) => (computing.has(node) ? flattened(node, frames, late, stored) : [node]);
  const nodes = [...preparation, ...needed.flatMap(flat)];
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: flattenedWeights(graph, source).filter(({ name }) => used.has(name)),
      inputs: [
        { name: 'frames', dataType: 1, dims: [1, width, 'frames'] },
        { name: 'kept', dataType: 7, dims: [2] },
        ...graph.inputs.filter(({ name }) => name === 'speaker_embedding'),
      ],
      outputs: [{ name: output, dataType: 1, dims: [1, 1, 1, 'samples'] }],
      // Shapes that were inferred for the whole graph no longer hold.
      unknownFields: [],
    },
  };
}

/** What is convolved first: what was stretched, or the input. */
function framesValue(graph: OnnxGraph): string {
  const resize = graph.nodes.findLast(({ operator }) => operator === 'Resize');
  if (!resize) return 'frames';
  const index = new GraphIndex(graph);
  const behindShapes = (value: string): string => {
    const [only, another] = index.usersOf(value);
    const isShape = !another && ['Squeeze', 'Unsqueeze', 'Identity'].includes(only?.operator ?? '');
    return isShape ? behindShapes(only?.outputs[0] ?? '') : value;
  };
  return behindShapes(resize.outputs[0] ?? '');
}

/** The nodes that a value needs, in their order, if another one is given. */
function nodesBehind(nodes: readonly OnnxNode[], wanted: string, given: string): OnnxNode[] {
  const values = new Set([wanted]);
  const needed = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => name !== given && values.has(name))) return false;
    for (const name of inputs) values.add(name);
    return true;
  });
  return needed.toReversed();
}

/** The nodes whose results depend on these values; all others prepare weights. */
function computingNodes(nodes: readonly OnnxNode[], values: readonly string[]): OnnxNode[] {
  const depending = new Set(values);
  return nodes.filter(({ inputs, outputs }) => {
    if (!inputs.some((name) => depending.has(name))) return false;
    for (const name of outputs) depending.add(name);
    return true;
  });
}

const elementwise = new Set(['Add', 'Mul', 'Div', 'LeakyRelu', 'Tanh', 'Identity']);
const convolutions = new Set(['Conv', 'ConvTranspose']);

function checkArchitecture(nodes: readonly OnnxNode[], index: GraphIndex, frames: string): void {
  const raised = nodes
    .filter(({ operator }) => operator === 'ConvTranspose')
    .map((node) => ints(node, 'strides')[0]);
  if (raised.join() !== strides.join())
    throw new UnrecognisedGraph(`it raises its rate by ${raised.join(', ')}`);
  if (!nodes.some(({ inputs }) => inputs.includes(frames))) throw new UnrecognisedGraph('it takes no frames');
  for (const node of nodes) {
    const isConvolution = convolutions.has(node.operator);
    if (!isConvolution && !elementwise.has(node.operator))
      throw new UnrecognisedGraph(`it has a ${node.operator}`);
    const shaped = node.inputs
      .slice(isConvolution ? 3 : 0)
      .some((name) => (index.constant(name)?.dims.length ?? 0) > 1);
    if (shaped) throw new UnrecognisedGraph(`its ${node.operator} has a constant of many numbers`);
  }
}

const ints = (node: OnnxNode, name: string): number[] => {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'ints' ? attribute.value.map(Number) : [];
};

/** A node with an axis of one before the last one; the first that runs at the raised rate takes only what is kept. */
function flattened(
  node: OnnxNode,
  frames: string,
  late: OnnxNode | undefined,
  stored: ReadonlySet<string>,
): OnnxNode[] {
  const inputs = node.inputs.map((name) => renamed(name, frames));
  if (!convolutions.has(node.operator)) return [{ ...node, inputs }];
  const attributes = new Map([...node.attributes].map(([name, value]) => [name, widened(name, value)]));
  const [whole = '', kernel = '', ...bias] = inputs;
  const taken = node === late ? 'parley.late' : whole;
  // A kernel that is computed, of weight and direction, has its axis added here; stored ones have it already.
  const wide = stored.has(kernel) ? kernel : `parley.${kernel}`;
  return [
    ...(node === late
      ? [plainNode('Slice', [whole, 'parley.start', 'parley.end', 'parley.last'], taken)]
      : []),
    ...(stored.has(kernel) ? [] : [plainNode('Unsqueeze', [kernel, 'parley.axis'], wide)]),
    { ...node, inputs: [taken, wide, ...bias], attributes },
  ];
}

function renamed(value: string, frames: string): string {
  if (value === frames) return 'parley.frames';
  return value === 'speaker_embedding' ? 'parley.speaker_embedding' : value;
}

/** Kernels with an axis more, all other weights, and the numbers of the nodes that are added. */
function flattenedWeights(graph: OnnxGraph, source: ModelSource): OnnxGraph['initializers'] {
  const convolving = graph.nodes.filter(({ operator }) => convolutions.has(operator));
  const kernels = new Set(convolving.map(({ inputs }) => inputs[1]));
  const numbers = { axis: 2, last: 3, rate: strides[0] ?? 1, first: 0, second: 1 };
  return [
    ...graph.initializers.map((tensor) => {
      const [outputs = 0, inputs = 0, size] = tensor.dims;
      const isKernel = kernels.has(tensor.name) && size !== undefined;
      return { ...source.refer(tensor), dims: isKernel ? [outputs, inputs, 1, size] : tensor.dims };
    }),
    ...Object.entries(numbers).map(([name, value]) =>
      tensorOf(`parley.${name}`, 'int64', [1], BigInt64Array.of(BigInt(value))),
    ),
  ];
}

const preparation = [
  plainNode('Unsqueeze', ['frames', 'parley.axis'], 'parley.frames'),
  plainNode('Unsqueeze', ['speaker_embedding', 'parley.axis'], 'parley.speaker_embedding'),
  plainNode('Mul', ['kept', 'parley.rate'], 'parley.kept'),
  plainNode('Gather', ['parley.kept', 'parley.first'], 'parley.start'),
  plainNode('Gather', ['parley.kept', 'parley.second'], 'parley.end'),
];

function plainNode(operator: string, inputs: string[], output: string): OnnxNode {
  return {
    name: `parley.${operator}.${output}`,
    operator,
    domain: '',
    inputs,
    outputs: [output],
    attributes: new Map(),
    unknownFields: [],
  };
}

/** An attribute of a convolution along one axis, for one along the second of two. */
function widened(name: string, attribute: OnnxAttribute): OnnxAttribute {
  if (attribute.type !== 'ints') return attribute;
  const { value } = attribute;
  const [first = 0n, second = 0n] = value;
  switch (name) {
    case 'kernel_shape':
    case 'strides':
    case 'dilations':
      return { type: 'ints', value: [1n, first] };
    case 'output_padding':
      return { type: 'ints', value: [0n, first] };
    case 'pads':
      return { type: 'ints', value: [0n, first, 0n, second] };
    default:
      return attribute;
  }
}
