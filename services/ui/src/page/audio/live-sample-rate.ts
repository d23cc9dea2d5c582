/** Hertz, as in the contract's `liveSampleRate`; apart from it so that the worklet does not carry zod. */
export const liveSampleRate = 16_000;
