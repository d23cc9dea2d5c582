import { type LinearLayer, type NormLayer, UnrecognisedGraph } from '@parley/inference/graph-surgery';

/**
 * Hands out the linear layers that belong to no attention's inputs: those that follow a normalisation by it, the others
 * in order. They depend on one another, so a graph has them in this order only.
 */
export function followers(
  linears: readonly LinearLayer[],
  norms: readonly NormLayer[],
  taken: ReadonlySet<LinearLayer>,
) {
  const normed = new Set(norms.map(({ output }) => output));
  const free = linears.filter((layer) => !taken.has(layer));
  const rest = free.filter(({ input }) => !normed.has(input)).values();
  return {
    projection: (): LinearLayer => existing(rest.next().value, 'projection'),
    after: (norm: NormLayer): LinearLayer =>
      existing(
        free.find(({ input }) => input === norm.output),
        'layer after a normalisation',
      ),
  };
}

const existing = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new UnrecognisedGraph(`a ${what} is missing`);
  return value;
};

/** @throws UnrecognisedGraph where there is none */
export const at = <T>(list: readonly T[], index: number): T => existing(list[index], 'layer');
