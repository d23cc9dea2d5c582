import type { GraphFacts } from '@parley/inference/sessions';
import type { RowProtocol } from '../rows/row-protocol.js';

/** What an engine process of this family can be asked for. */
export type RecognizerProtocol = RowProtocol & { describe: { input: undefined; output: GraphFacts } };
