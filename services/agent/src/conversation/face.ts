import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type AvatarClientMessage, decodeMediaPacket, toParleyError } from '@parley/contracts';
import { FaceClient } from '../clients/face-client.js';

const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** The avatar's own, which is always there. */
const ownPortrait = 'default';

export interface FaceKeeperOptions {
  avatarUrl: string;
  portrait: string;
  onFrame: (packet: Uint8Array, generation: number, isSpeaking: boolean) => void;
  onTrouble: (code: string, message: string) => void;
}

/** Keeps a face in the conversation: connects, and connects again when the avatar service went away. */
export class FaceKeeper {
  private face: FaceClient | undefined;
  private portrait: string;

  constructor(
    private readonly options: FaceKeeperOptions,
    private readonly signal: AbortSignal,
  ) {
    this.portrait = options.portrait;
    void this.keep();
  }

  current(): FaceClient | undefined {
    return this.face;
  }

  send(message: AvatarClientMessage): void {
    if (message.type === 'portrait') this.portrait = message.portrait;
    this.face?.send(message);
  }

  private async keep(): Promise<void> {
    for (let failures = 0; !this.signal.aborted; failures += 1) {
      try {
        await this.connectUntilLost(() => (failures = 0));
        this.options.onTrouble(
          'upstream_unavailable',
          'The face is away for a moment; it comes back by itself.',
        );
      } catch (error) {
        if (this.signal.aborted) return;
        const { code, message } = toParleyError(error);
        if (failures === 0) this.options.onTrouble(code, message);
      }
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
      await delay(waitMs, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }

  private async connectUntilLost(onConnected: () => void): Promise<void> {
    const lost = new AbortController();
    this.face = await FaceClient.open(
      this.options.avatarUrl,
      {
        portrait: this.portrait,
        onFrame: (packet) => this.receive(packet),
        onError: (code, message) => this.complain(code, message),
        onPortraitGone: (portrait) => {
          this.portrait = portrait;
        },
        onLost: () => lost.abort(),
      },
      this.signal,
    );
    onConnected();
    const ended = AbortSignal.any([lost.signal, this.signal]);
    if (!ended.aborted) await once(ended, 'abort');
    this.face = undefined;
  }

  private complain(code: string, message: string): void {
    // A face that is not known, at its start, ends the stream: the next one begins with the avatar's own.
    if (code === 'not_found') this.portrait = ownPortrait;
    this.options.onTrouble(code, message);
  }

  private receive(bytes: Uint8Array): void {
    const packet = decodeMediaPacket(bytes);
    if (packet) this.options.onFrame(bytes, packet.generation, packet.mediaTimeMs >= 0);
  }
}
