import type { RowProtocol } from '../rows/row-protocol.js';
import type { RecognizerFacts } from './recognizer.js';

/** What an engine process of this family can be asked for. */
export type RecognizerProtocol = RowProtocol & { describe: { input: undefined; output: RecognizerFacts } };
