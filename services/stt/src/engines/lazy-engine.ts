import { type ErrorCode, ParleyError } from '@parley/contracts';
import type { EngineBatch, EngineReadiness, SpeechToTextEngine } from './speech-to-text-engine.js';

type SequentialMethod = NonNullable<SpeechToTextEngine['transcribeSequentially']>;

/** The same engine, loaded by the first work it gets: it takes no memory until then (`PRELOAD_MODELS=false`). */
export function loadOnFirstUse(engine: SpeechToTextEngine): SpeechToTextEngine {
  const unloading = new AbortController();
  let loading: Promise<void> | undefined;
  let hasLoaded = false;
  const loaded = async (): Promise<void> => {
    loading ??= engine.load(unloading.signal);
    try {
      await loading;
      hasLoaded = true;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  const { batch, transcribeSequentially } = engine;
  return {
    id: engine.id,
    get languages() {
      return engine.languages;
    },
    get capabilities() {
      return engine.capabilities;
    },
    ...(engine.translationTargets && { translationTargets: engine.translationTargets }),
    concurrency: engine.concurrency,
    maxAudioMs: engine.maxAudioMs,
    ...(batch && { batch: batchOnceLoaded(batch, loaded) }),
    ...(transcribeSequentially && {
      transcribeSequentially: sequentialOnceLoaded(transcribeSequentially.bind(engine), loaded),
    }),
    load: async () => undefined,
    async transcribe(audio, request, signal) {
      await loaded();
      return engine.transcribe(audio, request, signal);
    },
    status: () => ({ ...engine.status(), ready: readinessOf(engine, hasLoaded).ready }),
    readiness: () => readinessOf(engine, hasLoaded),
    async unload() {
      unloading.abort();
      if (loading) await engine.unload();
    },
  };
}

/** What no second attempt mends. */
const lasting = new Set<ErrorCode>(['model_files_missing', 'model_files_invalid', 'license_not_accepted']);

/** What is not loaded yet takes work, which then waits for the loading; unless it can never be loaded. */
function readinessOf(engine: SpeechToTextEngine, hasLoaded: boolean): EngineReadiness {
  const readiness = engine.readiness();
  const takesWork = !readiness.ready && !lasting.has(readiness.code) && !hasLoaded;
  return takesWork ? { ready: true } : readiness;
}

function batchOnceLoaded(batch: EngineBatch, loaded: () => Promise<void>): EngineBatch {
  return {
    maxRows: batch.maxRows,
    transcribe(rows) {
      const results = loaded().then(() => batch.transcribe(rows));
      return rows.map(async (_row, index) => {
        const result = (await results)[index];
        if (!result) throw new ParleyError('engine_failed', 'The engine left out a part of the speech.');
        return result;
      });
    },
  };
}

function sequentialOnceLoaded(method: SequentialMethod, loaded: () => Promise<void>): SequentialMethod {
  return async function* (audio, request, takeTurn, signal) {
    await loaded();
    return yield* method(audio, request, takeTurn, signal);
  };
}
