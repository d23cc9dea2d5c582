/** Sizes and special tokens of one XTTS, read from its `metadata.json`. */
export interface XttsDimensions {
  /** 30 */
  layers: number;
  /** Numbers in a position of the GPT: 1024. */
  width: number;
  /** 16 */
  heads: number;
  /** 64 */
  headSize: number;
  /** Audio tokens, start and stop included: 1026. */
  audioTokens: number;
  startToken: number;
  stopToken: number;
  /** Positions of the conditioning latents: 32. */
  conditioningPositions: number;
}
