import { type StreamDecoder, createStreamDecoder } from '@parley/audio';
import { ParleyError, liveSampleRate } from '@parley/contracts';
import { engineSampleRate } from '../engines/speech-to-text-engine.js';

/** Audio that may wait to be decoded: a minute of PCM16. */
const maxUndecodedBytes = 2 * 2 ** 20;
/** Undecoded bytes beyond which the client is read no further: two seconds of PCM16. */
const readAheadBytes = 64 * 1024;

export interface LiveDecodingParts {
  /** Takes up to a second of sound; resolves when there is room for more. */
  hear: (samples: Float32Array) => Promise<void>;
  /** Tells the client of a stream that makes no sense. */
  refuse: (error: unknown) => void;
  /** Where the client's messages come from: it is not read while much waits. */
  source: { readonly isPaused: boolean; pause(): void; resume(): void };
  signal: AbortSignal;
}

/**
 * Makes sound of what a client sends: bare PCM16, or whatever container the first bytes announce. Audio that comes
 * faster than it is heard waits in the network. After an error the next bytes begin a new stream.
 */
export class LiveDecoding {
  private decoder: StreamDecoder | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LiveDecodingParts) {}

  /** @throws ParleyError `at_capacity` where too much waits. */
  write(bytes: Uint8Array): void {
    this.decoder ??= this.open();
    this.decoder.write(bytes);
    if (this.decoder.bufferedBytes > readAheadBytes) this.parts.source.pause();
  }

  /** Resolves when all that came was heard. */
  async end(): Promise<void> {
    this.decoder?.end();
    await this.running;
  }

  private open(): StreamDecoder {
    const { refuse, source, signal } = this.parts;
    const decoder = createStreamDecoder(
      {
        sampleRate: engineSampleRate,
        rawPcm16: { sampleRate: liveSampleRate },
        maxBufferedBytes: maxUndecodedBytes,
      },
      signal,
    );
    this.running = this.decode(decoder)
      .catch((error: unknown) => {
        if (this.decoder === decoder) this.decoder = undefined;
        if (!signal.aborted) refuse(error);
      })
      .finally(() => source.resume());
    return decoder;
  }

  private async decode(decoder: StreamDecoder): Promise<void> {
    const { hear, source } = this.parts;
    let heard = 0;
    for await (const samples of decoder) {
      heard += samples.length;
      for (let at = 0; at < samples.length; at += engineSampleRate) {
        await hear(samples.subarray(at, at + engineSampleRate));
      }
      if (source.isPaused && decoder.bufferedBytes < readAheadBytes / 2) source.resume();
    }
    if (heard === 0) throw new ParleyError('unreadable_audio', 'There is no sound in what was sent.');
  }
}
