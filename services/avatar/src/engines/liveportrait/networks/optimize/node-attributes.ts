import type { OnnxNode } from '@parley/inference/graph-surgery';

export function integerAttribute({ attributes }: OnnxNode, name: string, absent: number): number {
  const attribute = attributes.get(name);
  return attribute?.type === 'int' ? Number(attribute.value) : absent;
}

export function integersAttribute({ attributes }: OnnxNode, name: string): number[] | undefined {
  const attribute = attributes.get(name);
  return attribute?.type === 'ints' ? attribute.value.map(Number) : undefined;
}

export function floatAttribute({ attributes }: OnnxNode, name: string, absent: number): number {
  const attribute = attributes.get(name);
  return attribute?.type === 'float' ? attribute.value : absent;
}

export function textAttribute({ attributes }: OnnxNode, name: string, absent: string): string {
  const attribute = attributes.get(name);
  return attribute?.type === 'string' ? attribute.value : absent;
}
