import { type OpenedAudio, SampleHistory } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { type VoiceActivity, voiceActivityWindowSamples as windowSamples } from '@parley/inference';
import { SpeechFinder } from './speech-finder.js';
import { RowPacker, type SpeechRow } from './speech-row.js';
import { VoiceActivityScores } from './voice-activity-scores.js';

/** Sound that is scored in one call: 8 s, half a megabyte. */
const chunkSamples = 256 * windowSamples;

/** How much of a recording has been read. */
export interface ReadingProgress {
  readSamples: number;
}

/**
 * The speech of a recording, in rows that an engine takes. Holds one row and the sound that the next stretch may
 * begin in, however long the recording is.
 * @throws ParleyError what decoding and voice activity throw.
 */
export async function* readSpeech(
  audio: OpenedAudio,
  voiceActivity: VoiceActivity,
  maxAudioMs: number,
  progress: ReadingProgress,
  signal: AbortSignal,
): AsyncGenerator<SpeechRow> {
  const maxSamples = maxAudioMs * 16;
  const finder = new SpeechFinder(maxSamples);
  const packer = new RowPacker(maxSamples);
  const history = new SampleHistory(maxSamples + 2 * chunkSamples);
  const scores = new VoiceActivityScores(voiceActivity);
  function* pack(stretches: ReturnType<SpeechFinder['push']>): Generator<SpeechRow> {
    for (const { start, end } of stretches) {
      const { samples, missing } = history.read(start, end);
      if (missing > 0) throw new ParleyError('internal_error', 'Sound was dropped before it was heard.');
      const row = packer.push({ start, end: start + samples.length, samples });
      if (row) yield row;
    }
  }
  for await (const chunk of inChunks(audio.blocks)) {
    history.push(chunk);
    progress.readSamples += chunk.length;
    for (const score of await scores.next(chunk, signal)) yield* pack(finder.push(score));
  }
  yield* pack(finder.flush(history.end));
  const last = packer.flush();
  if (last) yield last;
}

/** The same samples in chunks of one length; the last one is shorter. */
async function* inChunks(blocks: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let chunk = new Float32Array(chunkSamples);
  let filled = 0;
  for await (const block of blocks) {
    for (let at = 0; at < block.length;) {
      const part = block.subarray(at, at + chunkSamples - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < chunkSamples) continue;
      yield chunk;
      chunk = new Float32Array(chunkSamples);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
