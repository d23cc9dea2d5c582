import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ParleyError } from '@parley/contracts';
import type { DecodedAudio } from './decode.js';
import { decodeAudio } from './decode.js';
import { bestCorrelation } from './testing/correlation.js';
import { haveRecordings, recordingSamples, recordingsNote, transcode } from './testing/recordings.js';
import { encodeWav } from './wav.js';

const speech = 'en_quilter_6s.wav';
const never = new AbortController().signal;

function decode(bytes: Uint8Array, options = {}, signal = never): Promise<DecodedAudio> {
  return decodeAudio(bytes, { sampleRate: 16_000, maxDurationMs: 60_000, ...options }, signal);
}

async function codeOf(decoding: Promise<unknown>): Promise<string> {
  const error: unknown = await decoding.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  return error instanceof ParleyError ? error.code : String(error);
}

/** Name, extension, ffmpeg options, what is reported, and how many samples at a rate a codec may add or drop. */
const kinds = [
  {
    name: 'WebM/Opus',
    extension: 'webm',
    options: '-c:a libopus',
    container: 'webm',
    codec: 'opus',
    slackMs: 14,
  },
  {
    name: 'Ogg/Opus',
    extension: 'ogg',
    options: '-c:a libopus',
    container: 'ogg',
    codec: 'opus',
    slackMs: 14,
  },
  {
    name: 'MP4/Opus',
    extension: 'mp4',
    options: '-c:a libopus',
    container: 'mp4',
    codec: 'opus',
    slackMs: 14,
  },
  {
    name: 'M4A/AAC',
    extension: 'm4a',
    options: '-c:a aac',
    container: 'mp4',
    codec: 'aac',
    slackSamples: 1024,
  },
  {
    name: 'ADTS/AAC',
    extension: 'aac',
    options: '-c:a aac',
    container: 'adts',
    codec: 'aac',
    slackSamples: 2048,
  },
  {
    name: 'MP3',
    extension: 'mp3',
    options: '-c:a libmp3lame',
    container: 'mp3',
    codec: 'mp3',
    slackSamples: 2304,
  },
  {
    name: 'Ogg/Vorbis',
    extension: 'ogg',
    options: '-c:a libvorbis',
    container: 'ogg',
    codec: 'vorbis',
    slackMs: 1,
  },
  { name: 'FLAC', extension: 'flac', options: '-c:a flac', container: 'flac', codec: 'flac', slackMs: 1 },
  { name: 'WAV 8', extension: 'wav', options: '-c:a pcm_u8', container: 'wav', codec: 'pcm-u8', slackMs: 1 },
  {
    name: 'WAV 16',
    extension: 'wav',
    options: '-c:a pcm_s16le',
    container: 'wav',
    codec: 'pcm-s16',
    slackMs: 1,
  },
  {
    name: 'WAV 24',
    extension: 'wav',
    options: '-c:a pcm_s24le',
    container: 'wav',
    codec: 'pcm-s24',
    slackMs: 1,
  },
  {
    name: 'WAV 32',
    extension: 'wav',
    options: '-c:a pcm_s32le',
    container: 'wav',
    codec: 'pcm-s32',
    slackMs: 1,
  },
  {
    name: 'WAV float',
    extension: 'wav',
    options: '-c:a pcm_f32le',
    container: 'wav',
    codec: 'pcm-f32',
    slackMs: 1,
  },
  {
    name: 'WAV mu-law',
    extension: 'wav',
    options: '-c:a pcm_mulaw',
    container: 'wav',
    codec: 'ulaw',
    slackMs: 1,
  },
  {
    name: 'WAV ADPCM',
    extension: 'wav',
    options: '-c:a adpcm_ms',
    container: 'wav',
    codec: 'adpcm_ms',
    slackMs: 260,
  },
  { name: 'M4A/ALAC', extension: 'm4a', options: '-c:a alac', container: 'mp4', codec: 'alac', slackMs: 1 },
  { name: 'AIFF', extension: 'aiff', options: '', container: 'aiff', codec: 'pcm_s16be', slackMs: 1 },
];

describe.skipIf(!haveRecordings)(`every kind of recording${recordingsNote}`, () => {
  let original: Float32Array = new Float32Array(0);
  beforeAll(() => {
    original = recordingSamples(speech).subarray(0, 32_000);
  });

  describe.each(kinds)('$name', ({ extension, options, container, codec, slackMs = 0, slackSamples = 0 }) => {
    it.each(['8000 1', '16000 1', '44100 2', '48000 2'])('at %s', async (setting) => {
      const [rate = 0, channels] = setting.split(' ').map(Number);
      if (codec === 'opus' && rate === 44_100) return;
      const file = await transcode(speech, extension, `-t 2 ${options} -ar ${rate} -ac ${channels} -y`);
      const decoded = await decode(file);
      expect(decoded).toMatchObject({ container, codec, channels, sampleRate: 16_000, truncated: false });
      if (codec !== 'opus') expect(decoded.sourceSampleRate).toBe(rate);
      expect(Math.abs(decoded.durationMs - 2000)).toBeLessThanOrEqual(slackMs + (slackSamples / rate) * 1000);
      const middle = decoded.samples.subarray(12_000, 20_000);
      expect(bestCorrelation(middle, original.subarray(12_000, 20_000), 2400)).toBeGreaterThan(0.95);
    });
  });

  it('decodes to any rate', async () => {
    const file = await transcode(speech, 'webm', '-c:a libopus');
    for (const sampleRate of [8000, 22_050, 24_000, 44_100]) {
      const decoded = await decode(file, { sampleRate });
      expect(decoded.samples.length / sampleRate).toBeCloseTo(5.86, 1);
    }
  });
});

describe('bad input', () => {
  it('is told by its code', async () => {
    expect(await codeOf(decode(new Uint8Array(0)))).toBe('empty_file');
    expect(await codeOf(decode(Buffer.from('This is a text that calls itself speech.wav.')))).toBe(
      'unreadable_audio',
    );
    expect(await codeOf(decode(new Uint8Array([1])))).toBe('unreadable_audio');
    const noise = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919 * (i >> 3)) & 255);
    expect(await codeOf(decode(noise))).toBe('unreadable_audio');
  });

  it('is refused where only the first bytes are right', async () => {
    const magics = [
      '\x1a\x45\xdf\xa3',
      'OggS',
      'RIFF____WAVE',
      '____ftypisom',
      'fLaC',
      'ID3\x04',
      '#!AMR\n',
      'caff',
    ];
    for (const magic of magics) {
      const file = Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(5000, 'nonsense')]);
      expect(await codeOf(decode(file)), magic).toBe('unreadable_audio');
      expect(await codeOf(decode(file.subarray(0, 13))), magic).toBe('unreadable_audio');
    }
  });

  it('is refused where a WAV header has no sound behind it, or claims what cannot be', async () => {
    const wav = encodeWav({ samples: new Float32Array(1600), sampleRate: 16_000 });
    expect(await codeOf(decode(wav.subarray(0, 20)))).toBe('unreadable_audio');
    expect(await codeOf(decode(wav.subarray(0, 44)))).toBe('unreadable_audio');
    const zeroHertz = new Uint8Array(wav);
    zeroHertz.fill(0, 24, 28);
    expect(await codeOf(decode(zeroHertz))).toBe('unreadable_audio');
    const manyChannels = new Uint8Array(wav);
    manyChannels.set([0xff, 0xff], 22);
    expect(await codeOf(decode(manyChannels))).toBe('unreadable_audio');
  });

  it('is cut short, marked, where a WAV file ends before its header says', async () => {
    const wav = encodeWav({ samples: new Float32Array(48_000).fill(0.1), sampleRate: 16_000 });
    const decoded = await decode(wav.subarray(0, 44 + 32_000));
    expect(decoded).toMatchObject({ durationMs: 1000, truncated: true });
  });

  it('lets everybody else have their turn meanwhile', async () => {
    const wav = encodeWav({ samples: new Float32Array(16_000 * 50), sampleRate: 16_000 });
    let turns = 0;
    let isDecoding = true;
    const countTurns = (): void => {
      turns++;
      if (isDecoding) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    await decode(wav, { sampleRate: 48_000 });
    isDecoding = false;
    expect(turns).toBeGreaterThan(10);
  });

  it('ends at once when it is aborted', async () => {
    const wav = encodeWav({ samples: new Float32Array(16_000 * 50), sampleRate: 16_000 });
    await expect(decode(wav, {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    const abort = new AbortController();
    const decoding = decode(wav, { sampleRate: 48_000 }, abort.signal);
    setImmediate(() => abort.abort());
    await expect(decoding).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is refused where it is longer than allowed, whatever its header says', async () => {
    const wav = encodeWav({ samples: new Float32Array(16_000 * 5), sampleRate: 16_000 });
    expect(await codeOf(decode(wav, { maxDurationMs: 4000 }))).toBe('audio_too_long');
    expect((await decode(wav, { maxDurationMs: 5000 })).durationMs).toBe(5000);
    const endless = new Uint8Array(wav);
    endless.fill(0xff, 40, 44);
    expect(await codeOf(decode(endless, { maxDurationMs: 4000 }))).toBe('audio_too_long');
  });
});

describe.skipIf(!haveRecordings)(`damaged and long recordings${recordingsNote}`, () => {
  const endings = [
    { extension: 'webm', options: '-c:a libopus' },
    { extension: 'ogg', options: '-c:a libopus -page_duration 200000' },
    { extension: 'mp3', options: '-c:a libmp3lame -b:a 64k' },
    { extension: 'flac', options: '-c:a flac' },
    { extension: 'mp4', options: '-c:a aac -movflags frag_keyframe+empty_moov -frag_duration 500000' },
  ];

  it.each(endings)(
    'decodes what is there of a $extension that ends early',
    async ({ extension, options }) => {
      const file = await transcode(speech, extension, options);
      const decoded = await decode(file.subarray(0, Math.floor(file.length * 0.6)));
      expect(decoded.durationMs).toBeGreaterThan(1500);
      expect(decoded.durationMs).toBeLessThan(5000);
      const original = recordingSamples(speech).subarray(8000, 16_000);
      expect(bestCorrelation(decoded.samples.subarray(8000, 16_000), original, 2400)).toBeGreaterThan(0.95);
      if (extension === 'webm' || extension === 'flac') expect(decoded.truncated).toBe(true);
    },
  );

  it.each(endings)('refuses a $extension that ends in its header', async ({ extension, options }) => {
    const file = await transcode(speech, extension, options);
    expect(await codeOf(decode(file.subarray(0, 30)))).toBe('unreadable_audio');
  });

  it.each(endings)('survives noise in the middle of a $extension', async ({ extension, options }) => {
    const file = await transcode(speech, extension, options);
    const at = Math.floor(file.length / 2);
    for (let i = at; i < at + 2000; i++) file[i] = (i * 7919) & 255;
    const outcome = await decode(file).then((audio) => audio.durationMs > 1000, codeOfError);
    expect([true, 'unreadable_audio']).toContain(outcome);
  });

  it('refuses a film without a sound track', async () => {
    const video = await transcode(speech, 'webm', '-f lavfi -i testsrc=d=1 -map 1:v -c:v libvpx');
    expect(await codeOf(decode(video))).toBe('unreadable_audio');
  });

  it.each(['webm', 'ogg', 'm4a', 'mp3', 'flac', 'aac'])(
    'refuses ten minutes of silence in %s where ten seconds are allowed, in little memory',
    async (extension) => {
      const codec = extension === 'webm' || extension === 'ogg' ? '-c:a libopus -b:a 6k' : '';
      const file = await transcode(speech, extension, `${codec} -ar 16000 -af apad -t 600`);
      const before = process.memoryUsage().arrayBuffers;
      expect(await codeOf(decode(file, { maxDurationMs: 10_000 }))).toBe('audio_too_long');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
    },
  );
});

describe.skipIf(!haveRecordings)(`where ffmpeg is not installed${recordingsNote}`, () => {
  afterEach(() => vi.unstubAllEnvs());

  it('says what to install for AAC, and decodes Opus all the same', async () => {
    const aac = await transcode(speech, 'm4a', '-c:a aac');
    const opus = await transcode(speech, 'webm', '-c:a libopus');
    vi.stubEnv('PATH', '/nowhere');
    await expect(decode(aac)).rejects.toMatchObject({
      code: 'unsupported_media_type',
      message: expect.stringContaining('apt-get install ffmpeg'),
    });
    expect((await decode(opus)).codec).toBe('opus');
  });

  it('does not blame ffmpeg for a file that makes no sense', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await codeOf(decode(Buffer.from('OggS and then only words, words and words')))).toBe(
      'unreadable_audio',
    );
  });
});

function codeOfError(error: unknown): string {
  return error instanceof ParleyError ? error.code : String(error);
}
