import { describe, expect, it } from 'vitest';
import { ParleyError } from '@parley/contracts';
import { decodeAudio } from './decode.js';
import type { StreamDecoderOptions } from './decode-stream.js';
import { createStreamDecoder } from './decode-stream.js';
import { concatSamples, pcm16FromFloat } from './pcm.js';
import { bestCorrelation } from './testing/correlation.js';
import { randomNumbers } from './testing/random-numbers.js';
import { haveRecordings, recordingSamples, recordingsNote, transcode } from './testing/recordings.js';
import { wavHeader } from './wav.js';

const speech = 'en_quilter_6s.wav';
const never = new AbortController().signal;

/** Writes a stream in pieces while it is being read, and returns all that came out. */
async function streamed(
  bytes: Uint8Array,
  nextSize: () => number,
  options: Partial<StreamDecoderOptions> = {},
): Promise<Float32Array> {
  const decoder = createStreamDecoder({ sampleRate: 16_000, maxBufferedBytes: 1e7, ...options }, never);
  const reading = (async () => {
    const blocks: Float32Array[] = [];
    for await (const block of decoder) blocks.push(block);
    return concatSamples(blocks);
  })();
  reading.catch(() => undefined);
  for (let at = 0; at < bytes.length;) {
    const next = at + Math.max(1, Math.floor(nextSize()));
    decoder.write(bytes.subarray(at, next));
    at = next;
    if (at % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  decoder.end();
  return reading;
}

async function errorCode(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  return error instanceof ParleyError ? error.code : String(error);
}

/** As MediaRecorder writes it: to a pipe, so that no size and no length is filled in afterwards. */
const live = '-f webm -live 1 -cluster_time_limit 1000';

const kinds = [
  { name: 'WebM/Opus of unknown sizes', extension: 'webm', options: `-c:a libopus ${live}` },
  { name: 'WebM/Opus with sizes', extension: 'webm', options: '-c:a libopus' },
  { name: 'WebM/PCM', extension: 'mkv', options: '-c:a pcm_f32le -ar 48000' },
  { name: 'Ogg/Opus', extension: 'ogg', options: '-c:a libopus -page_duration 100000' },
  {
    name: 'fragmented MP4/Opus',
    extension: 'mp4',
    options: '-c:a libopus -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 100000',
  },
  {
    name: 'fragmented MP4/AAC (ffmpeg)',
    extension: 'mp4',
    options: '-c:a aac -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 100000',
  },
  { name: 'ADTS/AAC (ffmpeg)', extension: 'aac', options: '-c:a aac' },
  { name: 'MP3', extension: 'mp3', options: '-c:a libmp3lame' },
  { name: 'FLAC', extension: 'flac', options: '-c:a flac -ar 44100' },
  { name: 'WAV', extension: 'wav', options: '-c:a pcm_s16le -ar 44100 -ac 2' },
];

describe.skipIf(!haveRecordings)(`streams${recordingsNote}`, () => {
  it.each(kinds)('$name, cut anywhere, gives what the whole file gives', async ({ extension, options }) => {
    const file = await transcode(speech, extension, options);
    const whole = await decodeAudio(file, { sampleRate: 16_000, maxDurationMs: 60_000 }, never);
    const random = randomNumbers(file.length);
    const steady = await streamed(file, () => 2000);
    const odd = await streamed(file, () => (random() < 0.3 ? 1 + random() * 4 : random() * 5000));
    expect(odd).toEqual(steady);
    // ffmpeg reads a file's edit list and a stream has none: there the codec's 1024 samples of run-in remain.
    expect(Math.abs(odd.length - whole.samples.length)).toBeLessThanOrEqual(
      options.includes('aac') ? 1024 : 0,
    );
    const middle = odd.subarray(12_000, 20_000);
    expect(bestCorrelation(middle, whole.samples.subarray(12_000, 20_000), 1200)).toBeGreaterThan(0.999);
  });

  it('survive byte by byte', async () => {
    const file = await transcode(speech, 'webm', `-t 1 -c:a libopus ${live}`);
    expect(await streamed(file, () => 1)).toEqual(await streamed(file, () => file.length));
  });

  it.each(kinds.slice(0, 3))(
    '$name comes out as soon as its packet is in',
    async ({ extension, options }) => {
      const file = await transcode(speech, extension, options);
      const decoder = createStreamDecoder({ sampleRate: 16_000 }, never);
      const blocks = decoder[Symbol.asyncIterator]();
      const half = Math.floor(file.length / 2);
      decoder.write(file.subarray(0, half));
      let samples = 0;
      const total = (await streamed(file, () => 10_000)).length;
      // The bytes before the sound's middle hold half of the sound, give or take what the codec varies.
      while (samples < total * 0.3) samples += (await blocks.next()).value?.length ?? 0;
      expect(decoder.bufferedBytes).toBeLessThan(half);
      await blocks.return(undefined);
    },
  );

  it('that break off give what came before', async () => {
    const file = await transcode(speech, 'webm', `-c:a libopus ${live}`);
    const samples = await streamed(file.subarray(0, file.length * 0.7), () => 1000);
    expect(samples.length).toBeGreaterThan(16_000 * 2);
  });

  it('that turn to nonsense end in unreadable_audio, after what came before', async () => {
    const file = await transcode(speech, 'webm', `-c:a libopus ${live}`);
    const decoder = createStreamDecoder({ sampleRate: 16_000 }, never);
    decoder.write(file.subarray(0, 12_000));
    decoder.write(new Uint8Array(20_000));
    let samples = 0;
    const reading = (async () => {
      for await (const block of decoder) samples += block.length;
    })();
    expect(await errorCode(reading)).toBe('unreadable_audio');
    expect(samples).toBeGreaterThan(8000);
  });

  it('end ffmpeg when nobody reads them any more, or the call is aborted', async () => {
    const file = await transcode(speech, 'aac', '-c:a aac');
    const abort = new AbortController();
    const decoder = createStreamDecoder({ sampleRate: 16_000 }, abort.signal);
    decoder.write(file);
    const blocks = decoder[Symbol.asyncIterator]();
    await blocks.next();
    abort.abort();
    const rest = (async () => {
      while (!(await blocks.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('streams', () => {
  const ramp = Float32Array.from({ length: 5001 }, (_, i) => Math.round(i - 2500) / 32768);

  it('of raw PCM16 are taken as such only where they are expected', async () => {
    const bytes = pcm16FromFloat(ramp);
    expect(await streamed(bytes, () => 333, { rawPcm16: { sampleRate: 16_000 } })).toEqual(ramp);
    expect(await errorCode(streamed(bytes, () => 333))).toBe('unreadable_audio');
  });

  it('of raw PCM16 are not taken for MP3 where a quiet sample has its bits', async () => {
    const quiet = new Float32Array(4000).fill(-5 / 32768);
    expect(await streamed(pcm16FromFloat(quiet), () => 640, { rawPcm16: { sampleRate: 16_000 } })).toEqual(
      quiet,
    );
  });

  it('of WAV with no length in the header go on to their end', async () => {
    const bytes = Buffer.concat([wavHeader(16_000), pcm16FromFloat(ramp)]);
    expect(await streamed(bytes, () => 77)).toEqual(ramp);
  });

  it('may be empty, or end before anything can be known', async () => {
    expect(await streamed(new Uint8Array(0), () => 1)).toHaveLength(0);
    expect(await errorCode(streamed(Buffer.from('hel'), () => 1))).toBe('unreadable_audio');
  });

  it('of text are refused', async () => {
    expect(await errorCode(streamed(Buffer.alloc(4000, 'hello there '), () => 100))).toBe('unreadable_audio');
  });

  it('that nobody reads fill their buffer, and the writer is told', () => {
    const decoder = createStreamDecoder({ sampleRate: 16_000, maxBufferedBytes: 1000 }, never);
    decoder.write(new Uint8Array(900));
    expect(() => decoder.write(new Uint8Array(200))).toThrow(ParleyError);
    expect(decoder.bufferedBytes).toBe(900);
  });

  it('end by an abort while they wait for more', async () => {
    const abort = new AbortController();
    const decoder = createStreamDecoder({ sampleRate: 16_000 }, abort.signal);
    const next = decoder[Symbol.asyncIterator]().next();
    abort.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe.skipIf(!haveRecordings)(`what comes out${recordingsNote}`, () => {
  it('is the speech that went in', async () => {
    const file = await transcode(speech, 'webm', `-c:a libopus ${live}`);
    const samples = await streamed(file, () => 1900);
    const original = recordingSamples(speech);
    const correlation = bestCorrelation(
      samples.subarray(20_000, 40_000),
      original.subarray(20_000, 40_000),
      400,
    );
    expect(correlation).toBeGreaterThan(0.95);
  });
});
