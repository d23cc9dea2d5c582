import type { EncodedWindows } from '../network/whisper-network.js';
import { decodeWindows } from './decode-windows.js';
import type {
  DecodedWindow,
  DecodingRequest,
  FallbackOptions,
  SearchOptions,
  WhisperModel,
} from './decoding-types.js';

const defaultTemperatures = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** What has been tried for one request. */
interface Attempts {
  row: number;
  request: DecodingRequest;
  results: DecodedWindow[];
}

/**
 * Decodes windows at the first temperature, and those whose text looks wrong at the next, together. Where every
 * temperature fails, the most probable text that does not repeat itself is taken (as faster-whisper does), and the
 * temperature is the last.
 * @throws as {@link decodeWindows}
 */
export async function decodeWithFallback(
  model: WhisperModel,
  windows: EncodedWindows,
  requests: readonly DecodingRequest[],
  options: FallbackOptions,
  signal: AbortSignal,
): Promise<DecodedWindow[]> {
  const { temperatures = defaultTemperatures } = options;
  const all = requests.map((request, row): Attempts => ({ row, request, results: [] }));
  const standing = new Map<number, DecodedWindow>();
  const settle = async (row: number, result: DecodedWindow | undefined) => {
    if (!result) return;
    standing.set(row, result);
    await options.onDecoded?.(row, result);
  };
  let failing = all;
  for (const temperature of temperatures) {
    const tried = failing;
    const decoded = await decodeOnce(model, windows, tried, { ...options, temperature }, signal);
    failing = [];
    for (const [index, attempts] of tried.entries()) {
      const result = decoded[index];
      if (!result) continue;
      attempts.results.push(result);
      attempts.request = { ...attempts.request, language: result.language };
      if (looksWrong(result, options)) failing.push(attempts);
      else await settle(attempts.row, result);
    }
    for (const attempts of failing) {
      if (!isWanted(attempts, options)) await settle(attempts.row, attempts.results.at(-1));
    }
    failing = failing.filter(({ row }) => !standing.has(row));
    if (failing.length === 0) break;
  }
  for (const attempts of failing) await settle(attempts.row, bestOf(attempts, options));
  return all.flatMap(({ row }) => standing.get(row) ?? []);
}

const isWanted = ({ row }: Attempts, options: FallbackOptions) => options.isWanted?.(row) ?? true;

/** One more attempt for each. */
function decodeOnce(
  model: WhisperModel,
  windows: EncodedWindows,
  tried: readonly Attempts[],
  { onProgress, ...search }: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedWindow[]> {
  const rows = tried.map(({ row }) => row);
  return decodeWindows(
    model,
    tried.length === windows.rows ? windows : windows.select(rows),
    tried.map(({ request }) => request),
    {
      ...search,
      ...(onProgress && { onProgress: (index, tokens) => onProgress(rows[index] ?? index, tokens) }),
    },
    signal,
  );
}

const compressionBound = ({ compressionRatioThreshold = 2.4 }: FallbackOptions) =>
  compressionRatioThreshold ?? Number.POSITIVE_INFINITY;

function looksWrong(result: DecodedWindow, options: FallbackOptions): boolean {
  const { logProbabilityThreshold = -1, noSpeechThreshold = 0.6 } = options;
  const improbable =
    logProbabilityThreshold !== null && result.averageLogProbability < logProbabilityThreshold;
  const silent = noSpeechThreshold !== null && (result.noSpeechProbability ?? 0) > noSpeechThreshold;
  if (improbable && silent) return false;
  return improbable || result.compressionRatio > compressionBound(options);
}

function bestOf({ results }: Attempts, options: FallbackOptions): DecodedWindow | undefined {
  const fluent = results.filter(({ compressionRatio }) => compressionRatio <= compressionBound(options));
  const [best] = (fluent.length > 0 ? fluent : results).toSorted(
    (a, b) => b.averageLogProbability - a.averageLogProbability,
  );
  const last = results.at(-1);
  return best && last && { ...best, temperature: last.temperature };
}
