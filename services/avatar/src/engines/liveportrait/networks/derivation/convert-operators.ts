import {
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  tensorOf,
} from '@parley/inference/graph-surgery';
import { fieldNumber, nodeOf } from './graph-nodes.js';

/** In this operator set GridSample takes volumes, which onnxruntime's CUDA kernels are registered for. */
export const volumeSamplingOperators = 20;
/** Below this one more operators mean something else than is converted here. */
const oldestOperators = 11;
/** The format of files that may use that operator set. */
const volumeSamplingFormat = 9;
/** ModelProto.functions, which have operator sets of their own. */
const functionsField = 25;

/** The operator set of ONNX's own operators. */
export function operatorSetOf({ operatorSets }: OnnxModel): number {
  return operatorSets.find(isOwn)?.version ?? 1;
}

/**
 * The same model in operator set 20, or as it is where its set is that or newer. Every operator whose form changed between
 * set 11 and 20 is converted (onnx, `defs`: all schemas with a changed signature), or the model is refused.
 * @throws Error where something in it cannot be converted
 */
export function convertOperators(model: OnnxModel): OnnxModel {
  const from = operatorSetOf(model);
  if (from >= volumeSamplingOperators) return model;
  if (from < oldestOperators) {
    throw new Error(`It is of operator set ${from}; ${oldestOperators} and newer can be converted.`);
  }
  if (model.unknownFields.some((field) => fieldNumber(field) === functionsField)) {
    throw new Error('It has functions of its own, which cannot be converted.');
  }
  const converter = new Converter(from);
  const graph = converter.graph(model.graph);
  return {
    ...model,
    irVersion: Math.max(model.irVersion, volumeSamplingFormat),
    operatorSets: [
      { domain: '', version: volumeSamplingOperators },
      ...model.operatorSets.filter((set) => !isOwn(set)),
    ],
    graph: { ...graph, initializers: [...graph.initializers, ...converter.added] },
  };
}

const isOwn = ({ domain }: { domain: string }) => domain === '' || domain === 'ai.onnx';

/** Reductions whose axes became an input in set 18, and those that had it from 13 on. */
const reductions18 = 'L1 L2 LogSum LogSumExp Max Mean Min Prod SumSquare'
  .split(' ')
  .map((kind) => `Reduce${kind}`);
const axesInputs: ReadonlyMap<string, number> = new Map([
  ...reductions18.map((operator) => [operator, 18] as const),
  ['ReduceSum', 13],
  ['Squeeze', 13],
  ['Unsqueeze', 13],
]);

class Converter {
  readonly added: OnnxTensor[] = [];
  private count = 0;

  constructor(private readonly from: number) {}

  graph(graph: OnnxGraph): OnnxGraph {
    return { ...graph, nodes: graph.nodes.flatMap((node) => this.node(this.withConvertedGraphs(node))) };
  }

  private withConvertedGraphs(node: OnnxNode): OnnxNode {
    const attributes = [...node.attributes].map(([name, attribute]): [string, OnnxAttribute] => [
      name,
      attribute.type === 'graph' ? { type: 'graph', value: this.graph(attribute.value) } : attribute,
    ]);
    return { ...node, attributes: new Map(attributes) };
  }

  private node(node: OnnxNode): OnnxNode[] {
    if (!isOwn(node)) return [node];
    const axesSince = axesInputs.get(node.operator);
    if (axesSince !== undefined) return [this.isBefore(axesSince) ? this.asInput(node, 'axes') : node];
    switch (node.operator) {
      case 'GridSample':
        return [withLinearMode(node)];
      case 'Split':
        return [this.split(node)];
      case 'Softmax':
      case 'LogSoftmax':
      case 'Hardmax':
        return this.isBefore(13) ? this.flatSoftmax(node) : [node];
      case 'Dropout':
        return [this.isBefore(12) ? withoutDropout(node) : node];
      case 'RoiAlign':
        return [this.isBefore(16) ? withAttribute(node, 'coordinate_transformation_mode', halfPixel) : node];
      case 'BatchNormalization':
        if (this.isBefore(14) && node.outputs.length > 1) throw cannot(node, 'it has outputs of training');
        return [node];
      case 'Resize':
        if (textOf(node, 'coordinate_transformation_mode') === 'tf_half_pixel_for_nn')
          throw cannot(node, 'its coordinates are no longer known');
        return [node];
      case 'DFT':
        throw cannot(node, 'its axis is given otherwise');
      default:
        return [node];
    }
  }

  private isBefore(version: number): boolean {
    return this.from < version;
  }

  /** A list of whole numbers that was an attribute, as the second input; left out where there is none. */
  private asInput(node: OnnxNode, attribute: string): OnnxNode {
    const values = node.attributes.get(attribute);
    if (values?.type !== 'ints') return node;
    const [data = ''] = node.inputs;
    const list = this.list(values.value);
    return { ...node, inputs: [data, list], attributes: without(node.attributes, attribute) };
  }

  /** Sizes became an input in set 13; where there are none, set 18 wants to know into how many parts. */
  private split(node: OnnxNode): OnnxNode {
    const split = this.isBefore(13) ? this.asInput(node, 'split') : node;
    if (!this.isBefore(18) || split.inputs.length > 1) return split;
    return withAttribute(split, 'num_outputs', { type: 'int', value: BigInt(node.outputs.length) });
  }

  /** Before set 13 everything from the axis on was one row. */
  private flatSoftmax(node: OnnxNode): OnnxNode[] {
    const axis = node.attributes.get('axis');
    if (axis?.type === 'int' && axis.value === -1n) return [node];
    const [data = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const [shape, flat, soft] = [this.fresh('shape'), this.fresh('flat'), this.fresh('soft')];
    const rows: OnnxAttribute = axis ?? { type: 'int', value: 1n };
    return [
      nodeOf('Shape', [data], shape),
      nodeOf('Flatten', [data], flat, { axis: rows }),
      nodeOf(node.operator, [flat], soft, { axis: { type: 'int', value: -1n } }),
      nodeOf('Reshape', [soft, shape], output),
    ];
  }

  private list(values: readonly bigint[]): string {
    const name = this.fresh('list');
    this.added.push(tensorOf(name, 'int64', [values.length], BigInt64Array.from(values)));
    return name;
  }

  private fresh(what: string): string {
    this.count += 1;
    return `parley:converted:${this.count}:${what}`;
  }
}

/** What RoiAlign did before it could be told. */
const halfPixel: OnnxAttribute = { type: 'string', value: 'output_half_pixel' };

/** The kinds of interpolation have other names since set 20. */
function withLinearMode(node: OnnxNode): OnnxNode {
  const mode = textOf(node, 'mode') ?? 'bilinear';
  const names: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };
  return withAttribute(node, 'mode', { type: 'string', value: names[mode] ?? mode });
}

/** Outside training it does nothing. */
function withoutDropout(node: OnnxNode): OnnxNode {
  if (node.outputs.length > 1) throw cannot(node, 'its mask is used');
  return { ...node, operator: 'Identity', attributes: new Map() };
}

function withAttribute(node: OnnxNode, name: string, attribute: OnnxAttribute): OnnxNode {
  return { ...node, attributes: new Map(node.attributes).set(name, attribute) };
}

function without(attributes: OnnxNode['attributes'], name: string): OnnxNode['attributes'] {
  const others = new Map(attributes);
  others.delete(name);
  return others;
}

function textOf({ attributes }: OnnxNode, name: string): string | undefined {
  const attribute = attributes.get(name);
  return attribute?.type === 'string' ? attribute.value : undefined;
}

const cannot = ({ operator, name }: OnnxNode, why: string) =>
  new Error(`The ${operator} ${name} cannot be converted: ${why}.`);
