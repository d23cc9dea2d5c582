import type { WhisperFiles } from '../model/whisper-files.js';
import type { EncodedWindows } from '../network/whisper-network.js';
import { searchBeams } from './beam-search.js';
import { compressionRatio } from './compression-ratio.js';
import type { DecodedWindow, DecodingRequest, SearchOptions, WhisperModel } from './decoding-types.js';
import { detectLanguage } from './detect-language.js';
import { generateRows } from './generate-rows.js';
import { type DecodedRow, groupByShape, planRow, type RowGroup, type RowPlan } from './row-plan.js';
import { sampleRows } from './sample-rows.js';

/**
 * Decodes windows together, one for each request; rows whose prompts differ in length run in groups. Requests without
 * a language are listened to first.
 * @throws ParleyError `unsupported_language`, `unsupported_task`; the signal's reason
 */
export async function decodeWindows(
  model: WhisperModel,
  windows: EncodedWindows,
  requests: readonly DecodingRequest[],
  search: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedWindow[]> {
  const { network, files } = model;
  const languages = await languagesOf(model, windows, requests, signal);
  const { textPositions } = network.dimensions;
  const plans = requests.map((request, row) => planRow(request, languages[row] ?? '', files, textPositions));
  const rows = await decodeRows({ network, windows, plans }, search, signal);
  return rows.map((row, index) => {
    const tokens = [...(plans[index]?.prompt.prefix ?? []), ...row.tokens];
    return {
      tokens,
      text: files.tokenizer.decode(tokens).trim(),
      language: languages[index] ?? '',
      averageLogProbability: row.sumLogProbability / (row.tokens.length + 1),
      noSpeechProbability: row.noSpeechProbability,
      temperature: search.temperature,
      compressionRatio: compressionRatio(writtenOut(tokens, files)),
    };
  });
}

/** The text that openai/whisper judges: special tokens, should any have come, are written out in it. */
function writtenOut(tokens: readonly number[], { tokenizer, specialTokens }: WhisperFiles): string {
  const untimed = tokens.filter((token) => token < specialTokens.timestampBegin);
  return tokenizer.decodeWithTimestamps(untimed).trim();
}

/** Decodes rows as planned, those of one shape together. */
export async function decodeRows(
  { network, windows, plans }: RowGroup,
  search: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedRow[]> {
  const decoded = new Map<number, DecodedRow>();
  for (const rows of groupByShape(plans)) {
    const group = {
      network,
      windows: rows.length === windows.rows ? windows : windows.select(rows),
      plans: rows.flatMap((row) => plans[row] ?? []),
    };
    const { onProgress } = search;
    const results = await decodeGroup(
      group,
      {
        ...search,
        ...(onProgress && { onProgress: (index, tokens) => onProgress(rows[index] ?? index, tokens) }),
      },
      signal,
    );
    results.forEach((result, index) => decoded.set(rows[index] ?? index, result));
  }
  return plans.flatMap((_: RowPlan, row) => decoded.get(row) ?? []);
}

function decodeGroup(group: RowGroup, search: SearchOptions, signal: AbortSignal): Promise<DecodedRow[]> {
  const { temperature, beamSize = 1 } = search;
  if (temperature > 0) return sampleRows(group, search, signal);
  if (beamSize > 1) return searchBeams(group, search, signal);
  return group.network.generate ? generateRows(group, search, signal) : sampleRows(group, search, signal);
}

async function languagesOf(
  model: WhisperModel,
  windows: EncodedWindows,
  requests: readonly DecodingRequest[],
  signal: AbortSignal,
): Promise<string[]> {
  const unknown = requests.flatMap(({ language }, row) => (language === undefined ? [row] : []));
  const heard = unknown.length > 0 ? await detectLanguage(model, windows.select(unknown), signal) : [];
  const byRow = new Map(unknown.map((row, index) => [row, heard[index]?.language]));
  return requests.map(({ language }, row) => language ?? byRow.get(row) ?? 'en');
}
