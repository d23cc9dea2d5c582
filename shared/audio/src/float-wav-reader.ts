/** Takes apart a WAV stream of 32-bit float samples, as ffmpeg writes it to a pipe. */
export class FloatWavReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #format: { channels: number; sampleRate: number } | undefined;

  push(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : concatBytes([this.#bytes, bytes]);
  }

  /** Channels and rate, as soon as the header is complete. */
  format(): { channels: number; sampleRate: number } | undefined {
    if (this.#format) return this.#format;
    const view = viewOf(this.#bytes);
    let format: { channels: number; sampleRate: number } | undefined;
    for (let at = 12; at + 8 <= view.byteLength; at += 8 + view.getUint32(at + 4, true)) {
      const tag = view.getUint32(at);
      if (tag === fmtTag && at + 16 <= view.byteLength) {
        format = { channels: view.getUint16(at + 10, true), sampleRate: view.getUint32(at + 12, true) };
      } else if (tag === dataTag) {
        this.#format = format;
        this.#bytes = this.#bytes.subarray(at + 8);
        break;
      }
    }
    return this.#format;
  }

  /** The whole frames that have arrived, for each channel. What is left of a frame waits. */
  read(): Float32Array[] {
    const channels = this.format()?.channels ?? 0;
    const frames = channels === 0 ? 0 : Math.floor(this.#bytes.length / (4 * channels));
    const view = viewOf(this.#bytes);
    const block = Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: frames }, (_sample, i) =>
        view.getFloat32((i * channels + channel) * 4, true),
      ),
    );
    this.#bytes = this.#bytes.subarray(frames * channels * 4);
    return block;
  }
}

const fmtTag = 0x666d7420;
const dataTag = 0x64617461;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(chunks);
}
