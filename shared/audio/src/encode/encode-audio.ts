import { EventLoopSharer } from '../event-loop.js';
import type { EncodeOptions } from './encode-options.js';
import type { Encoding } from './open-encoding.js';

/**
 * Encodes mono PCM16 as it comes: each block is encoded before the next is asked for, and what the reader has not
 * taken holds back the rest. MP3, FLAC and AAC are encoded in threads of their own, Opus between other work.
 * Leaving the loop, or an abort, ends the input and the encoder.
 * @param pcm16 blocks of whole samples
 * @throws what the input throws, and the signal's reason
 */
export async function* encodeAudio(
  pcm16: AsyncIterable<Uint8Array>,
  options: EncodeOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // The codecs take long to load: not every process that knows PCM writes files.
  const { openEncoding, StreamTarget } = await import('./open-encoding.js');
  const written = new TransformStream<{ data: Uint8Array }, Uint8Array>({
    transform: ({ data }, controller) => controller.enqueue(data),
  });
  const encoding = await openEncoding(options, new StreamTarget(written.writable), 'append-only');
  const left = new AbortController();
  const ended = feed(encoding, pcm16, options.sampleRate, AbortSignal.any([signal, left.signal]));
  try {
    yield* written.readable;
    const outcome = await ended;
    if ('error' in outcome) throw outcome.error;
  } finally {
    left.abort();
    await ended;
  }
}

/**
 * The same as a whole file, which tells its length: players show it, and can seek.
 * @throws as `encodeAudio`
 */
export async function encodeWholeAudio(
  pcm16: AsyncIterable<Uint8Array>,
  options: EncodeOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { BufferTarget, openEncoding } = await import('./open-encoding.js');
  const target = new BufferTarget();
  const encoding = await openEncoding(options, target, 'with-length');
  const outcome = await feed(encoding, pcm16, options.sampleRate, signal);
  if ('error' in outcome) throw outcome.error;
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}

/** Half a second at 24,000 Hz: copied and handed to an encoder in well under a millisecond. */
const pieceBytes = 24_000;

type Outcome = { finished: true } | { error: unknown };

/** Never rejects: a failure ends what is written, and is the outcome. */
async function feed(
  { output, source }: Encoding,
  pcm16: AsyncIterable<Uint8Array>,
  sampleRate: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { AudioSample } = await import('./open-encoding.js');
  const eventLoop = new EventLoopSharer();
  let samples = 0;
  try {
    for await (const data of inPieces(pcm16)) {
      signal.throwIfAborted();
      await eventLoop.breathe();
      const timestamp = samples / sampleRate;
      const sample = new AudioSample({ data, format: 's16', sampleRate, numberOfChannels: 1, timestamp });
      samples += sample.numberOfFrames;
      await source.add(sample);
      sample.close();
    }
    signal.throwIfAborted();
    await output.finalize();
    return { finished: true };
  } catch (error) {
    // The reader may have left: then there is nothing to close either.
    await output.cancel().catch(() => undefined);
    return { error };
  }
}

async function* inPieces(pcm16: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const block of pcm16) {
    for (let at = 0; at < block.length; at += pieceBytes) yield block.subarray(at, at + pieceBytes);
  }
}
