/** One model as a server lists it, with what the server tells of it. */
export interface ListedModel {
  id: string;
  /** In memory already: its first word does not wait for it to be read from disk. */
  isLoaded: boolean;
  /** What the server says to be other than a local model that can chat. */
  unfit?: 'no-chat' | 'remote';
  /** Its name means a tuned model also where it does not say so. */
  isTuned: boolean;
  /** In thousand millions; undefined where neither the server nor the name tells. */
  billionParameters?: number;
  contextTokens?: number;
}

/** A server for language models that answers on this machine. */
export interface LocalServer {
  /** `Ollama`, `LM Studio` and so on; `an OpenAI-compatible server` where it does not tell. */
  product: string;
  baseUrl: string;
  models: ListedModel[];
}

/** Parameters as names and servers write them: `7b`, `0.5B`, `494.03M`; of `8x7b` the whole. */
export function toBillionParameters(text: string): number | undefined {
  const [, experts, count, unit] = /(?<![\d.])(?:(\d+)x)?(\d+(?:\.\d+)?)\s?([bm])(?![a-z])/i.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const billions = unit.toLowerCase() === 'b' ? Number(count) : Number(count) / 1_000;
  return billions * Number(experts ?? 1);
}
