import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.js';
import { type TtsContext, createContext } from '../context.js';
import type { TextToSpeechEngine } from '../engines/text-to-speech-engine.js';
import { createTtsService } from '../service.js';
import { EngineSet } from '../speaking/engine-set.js';

export interface TestServiceOptions {
  environment?: Record<string, string>;
  /** In place of those that are configured. */
  engines?: readonly [TextToSpeechEngine, ...TextToSpeechEngine[]];
  overrides?: Partial<TtsContext>;
}

/** The real service on a free port, with a folder of its own for voices, without queued jobs. */
export async function startService({ environment, engines, overrides }: TestServiceOptions = {}) {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'parley-tts-'));
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    PARLEY_STATE_DIR: stateDirectory,
    ...environment,
  });
  const context = await createContext(config, {
    takesJobs: false,
    ...(engines && { engines: new EngineSet(engines) }),
    ...overrides,
  });
  const service = createTtsService(context);
  await service.start();
  return {
    service,
    context,
    stateDirectory,
    url: service.http.url,
    async stop() {
      await service.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}
