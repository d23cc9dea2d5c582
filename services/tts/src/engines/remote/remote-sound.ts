import { decodeAudio, pcm16FromFloat } from '@parley/audio';
import { ParleyError, speechSampleRate } from '@parley/contracts';

/** Bytes of a file that is decoded as a whole: ten minutes of 24 kHz in stereo. */
const largestFile = 60_000_000;
const longestFileMs = 600_000;
/** A file's first bytes tell its container: RIFF, Ogg, FLAC, ID3. */
const containers = ['RIFF', 'OggS', 'fLaC', 'ID3'];

/**
 * Sound as it comes from a server, as PCM16 at `speechSampleRate`, cut between samples. Servers that were asked for PCM
 * may send a file nevertheless.
 * @throws ParleyError `engine_failed` where a file is too large; `unreadable_audio`
 */
export async function* pcmOf(
  parts: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  let isFile: boolean | undefined;
  for await (const part of parts) {
    rest = Buffer.concat([rest, part]);
    if (isFile === undefined && rest.length >= 4) isFile = looksLikeFile(rest);
    if (isFile === true && rest.length > largestFile) {
      throw new ParleyError('engine_failed', 'The remote voice sent a larger file than is taken.');
    }
    if (isFile !== false) continue;
    const whole = rest.length - (rest.length % 2);
    if (whole > 0) yield rest.subarray(0, whole);
    rest = rest.subarray(whole);
  }
  if (isFile === true) {
    const options = { sampleRate: speechSampleRate, maxDurationMs: longestFileMs };
    yield pcm16FromFloat((await decodeAudio(rest, options, signal)).samples);
  }
}

function looksLikeFile(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  return containers.some((name) => start.startsWith(name));
}
