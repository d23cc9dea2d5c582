import { serveEngine } from '@parley/inference';
import { RowServer } from '../rows/row-server.js';
import { engineSampleRate, type EngineRequest } from '../speech-to-text-engine.js';
import type { Recognizer } from './recognizer.js';
import type { RecognizerProtocol } from './recognizer-protocol.js';

/**
 * The whole of an engine process's main file: opens a recogniser, warms it up by a second of noise and serves it, one
 * batch after the other.
 * @param warmUpRequest a request that the recogniser takes
 */
export function serveRecognizer<Load>(
  open: (load: Load) => Promise<Recognizer>,
  warmUpRequest: (load: Load) => EngineRequest,
): void {
  serveEngine<Load, RecognizerProtocol>(async (load) => {
    const recognizer = await open(load);
    await warmUp(recognizer, warmUpRequest(load));
    const rows = new RowServer(
      (batch, settle) => recognizer.recognize(batch, (row, transcript) => settle(row, { transcript })),
      true,
    );
    return { ...rows.handlers, describe: async () => recognizer.facts };
  });
}

async function warmUp(recognizer: Recognizer, request: EngineRequest): Promise<void> {
  let seed = 1;
  const audio = Float32Array.from({ length: engineSampleRate }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 0.01;
  });
  const { signal } = new AbortController();
  await recognizer.recognize([{ audio, request, signal }], () => undefined);
}
