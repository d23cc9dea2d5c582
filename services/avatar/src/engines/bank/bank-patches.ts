import type { FaceMotion } from '../motion/face-motion.js';
import { bankPlan, restNode, sharesOf } from './bank-plan.js';
import type { BankNode } from './bank-plan.js';

/** What is blended with a weight of its own: a node's picture, or one eye's side of it. */
export interface PlannedPatch {
  node: BankNode;
  side: 'left' | 'right' | undefined;
}

/** In the order of a bank's patches. The face at rest is none: all others are differences from it. */
export const bankPatches: readonly PlannedPatch[] = bankPlan
  .filter(({ name }) => name !== restNode)
  .flatMap((node): PlannedPatch[] =>
    node.area === 'eyes'
      ? [
          { node, side: 'left' },
          { node, side: 'right' },
        ]
      : [{ node, side: undefined }],
  );

/** How much of each patch a motion is made of, 0..1, in the order of `bankPatches`; continuous in every channel. */
export function patchWeights(motion: FaceMotion): Float32Array {
  const shares = sharesOf(motion);
  return Float32Array.from(bankPatches, ({ node, side }) => {
    const weight = node.weight(shares);
    if (typeof weight === 'number') return weight;
    return side === 'left' ? weight[0] : weight[1];
  });
}
