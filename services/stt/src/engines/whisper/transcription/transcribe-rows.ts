import { WhisperMelSpectrogram } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { holdsNoSpeech } from '../../rows/no-speech.js';
import type { RowResult } from '../../rows/row-server.js';
import type { EngineRow } from '../../speech-to-text-engine.js';
import { decodeWithFallback } from '../decoding/decode-with-fallback.js';
import type { DecodedWindow, WhisperModel } from '../decoding/decoding-types.js';
import { toWhisperRequest } from './engine-requests.js';
import { RowProgress } from './row-progress.js';

/** Hypotheses that are decoded together at most: each has keys and values of its own for all of the audio. */
const mostHypotheses = 8;
/** Decodings of one row at most: each goes on where the last was cut short. */
const longestRounds = 8;

/**
 * Transcribes stretches of speech together: mel, encoder and decoder run once for all that can share them. Each row
 * is told as it ends, and fails for itself; a row whose signal is aborted ends at once, and leaves the batch before
 * the next pass.
 * @param onRow called once for each row
 */
export async function transcribeRows(
  model: WhisperModel,
  rows: readonly EngineRow[],
  onRow: (row: number, result: RowResult) => void,
): Promise<void> {
  const open = openRows(model, rows, onRow);
  for (const group of groupRows(open)) {
    try {
      await transcribeGroup(model, group);
    } catch (error) {
      for (const row of group) row.fail(error);
    }
  }
}

/** Rows that a network must hear; the others are answered. */
function openRows(
  { files, network }: WhisperModel,
  rows: readonly EngineRow[],
  onRow: (row: number, result: RowResult) => void,
): RowProgress[] {
  return rows.flatMap(({ audio, request, signal }, index) => {
    const answer = (result: RowResult) => onRow(index, result);
    try {
      if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
      const whisper = toWhisperRequest(request, files);
      if (holdsNoSpeech(audio)) {
        const language = whisper.language ?? files.languages[0] ?? 'en';
        answer({ transcript: { text: '', language, segments: [] } });
        return [];
      }
      const spectrogram = new WhisperMelSpectrogram(audio, network.dimensions.melBins);
      return [new RowProgress(files, spectrogram, whisper, request.effort ?? 'full', signal, answer)];
    } catch (error) {
      answer({ error });
      return [];
    }
  });
}

/** Rows decoded alike, the quick ones first: somebody speaks while they are waited for. */
function groupRows(rows: readonly RowProgress[]): RowProgress[][] {
  const groups = new Map<string, RowProgress[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.fallback);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .sort(([a], [b]) => Number(b?.isQuick ?? false) - Number(a?.isQuick ?? false))
    .flatMap(inParts);
}

/** Rows of which each has one hypothesis stay together; with more of them, fewer rows fit. */
function inParts(group: RowProgress[]): RowProgress[][] {
  const { beamSize = 1, bestOf = 1 } = group[0]?.fallback ?? {};
  const hypotheses = Math.max(beamSize, bestOf);
  if (hypotheses === 1) return [group];
  const size = Math.max(1, Math.floor(mostHypotheses / hypotheses));
  return Array.from({ length: Math.ceil(group.length / size) }, (_, part) =>
    group.slice(part * size, (part + 1) * size),
  );
}

async function transcribeGroup(model: WhisperModel, group: readonly RowProgress[]): Promise<void> {
  const signal = whenAllAnswered(group);
  for (let round = 0; round < longestRounds; round++) {
    const rows = group.filter((row) => row.isOpen);
    if (rows.length === 0) return;
    await transcribeRound(model, rows, signal);
  }
  for (const row of group) row.finish();
}

/** A signal that is aborted when nobody waits for any of these rows any more. */
function whenAllAnswered(rows: readonly RowProgress[]): AbortSignal {
  const all = new AbortController();
  for (const { answered } of rows) {
    answered.addEventListener('abort', () => {
      if (rows.every((row) => !row.isOpen)) all.abort();
    });
  }
  return all.signal;
}

/** One window of each row. */
async function transcribeRound(
  model: WhisperModel,
  rows: readonly RowProgress[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { network } = model;
  const { melBins, windowFrames } = network.dimensions;
  const size = melBins * windowFrames;
  const mel = new Float32Array(rows.length * size);
  rows.forEach((row, index) => row.fillMel(mel.subarray(index * size, (index + 1) * size), windowFrames));
  const encoded = await network.encode(mel, rows.length, signal);
  const requests = rows.map((row) => row.decodingRequest());
  const take = async (index: number, decoded: DecodedWindow) => {
    const row = rows[index];
    if (!row?.isOpen) return;
    try {
      await row.take(model, decoded, encoded.select([index]));
    } catch (error) {
      row.fail(error);
    }
  };
  const isWanted = (index: number) => rows[index]?.isOpen ?? false;
  await decodeWithFallback(
    model,
    encoded,
    requests,
    { ...first.fallback, onDecoded: take, isWanted },
    signal,
  );
}
