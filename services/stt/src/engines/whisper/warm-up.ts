import { decodeWindows } from './decoding/decode-windows.js';
import type { WhisperModel } from './decoding/decoding-types.js';

const warmUpTokens = 4;

/** A real inference through every graph, so that the first person heard waits no longer than the others. */
export async function warmUp(model: WhisperModel): Promise<void> {
  const { network, files } = model;
  const { melBins, windowFrames } = network.dimensions;
  const { signal } = new AbortController();
  const encoded = await network.encode(new Float32Array(melBins * windowFrames), 1, signal);
  const [language = 'en'] = files.languages;
  const request = { task: 'transcribe', language, maxNewTokens: warmUpTokens } as const;
  await decodeWindows(model, encoded, [request], { temperature: 0 }, signal);
}
