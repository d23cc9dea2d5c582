import {
  type Container,
  type StreamDecoder,
  createStreamDecoder,
  pcm16FromFloat,
  sniffContainer,
} from '@parley/audio';
import { liveSampleRate } from '@parley/contracts';

export interface MicrophoneOptions {
  /** `auto` recognises a recorder's container by its first bytes and takes anything else for PCM16. */
  audio: 'auto' | 'pcm16';
  /** PCM16 mono 16 kHz, as recognisers take it. */
  onAudio: (pcm16: Uint8Array) => void;
  onError: (error: unknown) => void;
}

/** What browsers' recorders write. Bare PCM can look like the others by chance: they begin with a few bits only. */
const recorderContainers: ReadonlySet<Container | null> = new Set<Container>(['webm', 'mp4', 'ogg', 'wav']);

/** The person's microphone: bytes of a browser's recorder, or PCM, in; PCM16 mono 16 kHz out. */
export class Microphone {
  private decoder: StreamDecoder | undefined;
  private decoding: Promise<void> = Promise.resolve();
  private isPcm: boolean;
  private begun = false;
  /** The stream made no sense; the client was told, and may `start` anew. */
  private broken = false;

  constructor(
    private readonly options: MicrophoneOptions,
    private readonly signal: AbortSignal,
  ) {
    this.isPcm = options.audio === 'pcm16';
  }

  receive(bytes: Uint8Array): void {
    if (this.broken) return;
    if (!this.begun) this.begin(bytes);
    if (this.isPcm) {
      this.options.onAudio(bytes);
      return;
    }
    try {
      this.decoder?.write(bytes);
    } catch (error) {
      this.options.onError(error);
    }
  }

  /** No more audio comes. Resolves when all of it was decoded and handed on. */
  async finish(): Promise<void> {
    this.decoder?.end();
    await this.decoding;
  }

  private begin(firstBytes: Uint8Array): void {
    this.begun = true;
    this.isPcm ||= !recorderContainers.has(sniffContainer(firstBytes));
    if (this.isPcm) return;
    this.decoding = this.decode(createStreamDecoder({ sampleRate: liveSampleRate }, this.signal));
  }

  private async decode(decoder: StreamDecoder): Promise<void> {
    this.decoder = decoder;
    try {
      for await (const samples of decoder) this.options.onAudio(pcm16FromFloat(samples));
    } catch (error) {
      this.broken = true;
      if (!this.signal.aborted) this.options.onError(error);
    }
  }
}
