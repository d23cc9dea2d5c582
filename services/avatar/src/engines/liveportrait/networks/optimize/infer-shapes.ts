import {
  elementCount,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from '@parley/inference/graph-surgery';
import { floatsIn, integersIn } from './feature-shapes.js';
import type { KnownValues } from './known-values.js';
import { shapeRules } from './shape-rules.js';

/** More elements than any list of axes or sizes has. */
const smallCount = 4_096;

/**
 * The shapes of a graph's values, as far as its inputs' fixed sizes tell them. Operators that are not known here leave
 * their outputs' shapes open.
 */
export function inferShapes({ inputs, initializers, nodes }: OnnxGraph): KnownValues {
  const shapes = new Map<string, readonly number[]>();
  const integers = new Map<string, readonly number[]>();
  const floats = new Map<string, readonly number[]>();
  const learn = (name: string, tensor: OnnxTensor) => {
    shapes.set(name, tensor.dims);
    if (elementCount(tensor.dims) > smallCount) return;
    const whole = integersIn(tensor);
    if (whole) integers.set(name, whole);
    const numbers = floatsIn(tensor);
    if (numbers) floats.set(name, numbers);
  };
  for (const tensor of initializers) learn(tensor.name, tensor);
  for (const { name, dims } of inputs) {
    const fixed = dims?.filter((size) => typeof size === 'number');
    if (fixed && fixed.length === dims?.length && !shapes.has(name)) shapes.set(name, fixed);
  }
  const known: KnownValues = {
    shape: (value) => shapes.get(value),
    integers: (value) => integers.get(value),
    floats: (value) => floats.get(value),
  };
  for (const node of nodes) {
    const [output = ''] = node.outputs;
    const constant = constantOf(node);
    if (constant) {
      learn(output, constant);
      continue;
    }
    const inferred = shapeRules[node.operator]?.(node, known);
    if (inferred?.shape) shapes.set(output, inferred.shape);
    if (inferred?.integers) integers.set(output, inferred.integers);
  }
  return known;
}

function constantOf({ operator, attributes }: OnnxNode): OnnxTensor | undefined {
  const value = operator === 'Constant' ? attributes.get('value') : undefined;
  return value?.type === 'tensor' ? value.value : undefined;
}
