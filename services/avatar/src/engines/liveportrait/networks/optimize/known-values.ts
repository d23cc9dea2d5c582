/** What is known of a graph's values before it runs. */
export interface KnownValues {
  shape(value: string): readonly number[] | undefined;
  /** The elements of a small integer tensor. */
  integers(value: string): readonly number[] | undefined;
  /** The elements of a small float tensor. */
  floats(value: string): readonly number[] | undefined;
}

export interface Inferred {
  shape?: readonly number[] | undefined;
  integers?: readonly number[] | undefined;
}
