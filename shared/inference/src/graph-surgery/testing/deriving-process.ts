/** Derives a graph in a process of its own, when told to: `fork` it with the derivation as JSON. */
import { type Derivation, derivedGraph } from '../derived-graph-cache.js';

/** What such a process answers. */
export interface DerivedAnswer {
  bytes: number;
  notKept?: string;
}

const derivation: Derivation = JSON.parse(process.argv[2] ?? '{}');
const megabytes = 8;

process.once('message', async () => {
  const { bytes, notKept } = await derivedGraph(derivation, async () =>
    new Uint8Array(megabytes * 2 ** 20).fill(7),
  );
  const isWhole = bytes.every((byte) => byte === 7);
  const answer: DerivedAnswer = {
    bytes: isWhole ? bytes.length : 0,
    ...(notKept !== undefined && { notKept }),
  };
  process.send?.(answer, () => process.disconnect());
});
process.send?.('waiting');
