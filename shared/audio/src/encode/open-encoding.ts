import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { registerFlacEncoder } from '@mediabunny/flac-encoder';
import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import {
  AdtsOutputFormat,
  AudioSampleSource,
  FlacOutputFormat,
  Logging,
  LogLevel,
  Mp3OutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
  type Target,
} from 'mediabunny';
import type { EncodedFormat, EncodeOptions } from './encode-options.js';
import { registerOpusEncoder } from './opus-encoder.js';

export { AudioSample, BufferTarget, StreamTarget } from 'mediabunny';

Logging.level = LogLevel.Silent;
registerAacEncoder();
registerFlacEncoder();
registerMp3Encoder();
registerOpusEncoder();

/** Sound on its way into a file. */
export interface Encoding {
  output: Output;
  source: AudioSampleSource;
}

/** Whether the head of the file is written again at its end, with its length. */
type Layout = 'append-only' | 'with-length';

/** Seconds of sound in a page of Ogg: what a listener to a stream waits for. */
const oggPageSeconds = 0.1;

const containers: Readonly<Record<EncodedFormat, (layout: Layout) => OutputFormat>> = {
  mp3: (layout) => new Mp3OutputFormat({ xingHeader: layout === 'with-length' }),
  opus: () => new OggOutputFormat({ maximumPageDuration: oggPageSeconds }),
  flac: (layout) => new FlacOutputFormat({ appendOnly: layout === 'append-only' }),
  aac: () => new AdtsOutputFormat(),
};

/** Bits a second, for one voice: above these few people hear a difference. FLAC keeps every bit. */
const bitrates: Readonly<Record<EncodedFormat, number | undefined>> = {
  mp3: 64_000,
  opus: 32_000,
  flac: undefined,
  aac: 64_000,
};

export async function openEncoding(
  { format, comment }: EncodeOptions,
  target: Target,
  layout: Layout,
): Promise<Encoding> {
  const output = new Output({ format: containers[format](layout), target });
  const bitrate = bitrates[format];
  const source = new AudioSampleSource({ codec: format, ...(bitrate !== undefined && { bitrate }) });
  output.addAudioTrack(source);
  // ADTS has none of its own: players would meet an ID3 tag there unawares.
  if (comment !== undefined && format !== 'aac') output.setMetadataTags({ comment });
  await output.start();
  return { output, source };
}
