import type { ByteReader } from './byte-queue.js';
import { DamagedAudioError } from './audio-source.js';

/** The sound track of a WebM stream. */
export interface WebmTrack {
  /** As Matroska names it: A_OPUS, A_PCM/FLOAT/IEEE ... */
  readonly codecId: string;
  readonly codecPrivate: Uint8Array | undefined;
  readonly sampleRate: number;
  readonly channels: number;
}

/** RFC 9559 (Matroska) §5. Segment, Cluster and BlockGroup are entered; other elements are taken whole or skipped. */
const ids = {
  segment: 0x18538067,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  simpleBlock: 0xa3,
  block: 0xa1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
} as const;

const audioTrackType = 2;

/** No element that a browser records comes near it; a larger size is the sign of bytes that are no WebM. */
const maxElementBytes = 4 * 1024 * 1024;

/**
 * Reads WebM while it is being recorded, and gives each packet as soon as its last byte is there. mediabunny reads a
 * cluster of unknown length, which is what MediaRecorder writes, only when the next one begins: a chunk too late for
 * a conversation.
 */
export class WebmStreamReader {
  readonly #bytes: ByteReader;
  #trackNumber: number | undefined;

  /** @param trackNumber the track to read, where it is known; else {@link WebmStreamReader.track} finds it. */
  constructor(bytes: ByteReader, trackNumber?: number) {
    this.#bytes = bytes;
    this.#trackNumber = trackNumber;
  }

  /** The first sound track; undefined where the stream ends before it. Throws {@link DamagedAudioError}. */
  async track(): Promise<WebmTrack | undefined> {
    for (;;) {
      const element = await this.#nextElement();
      if (!element) return undefined;
      if (element.id === ids.cluster) throw new DamagedAudioError('Sound comes before its description.');
      if (element.id !== ids.tracks) continue;
      // Beside the entries there may be checksums and padding, whose bytes are no elements.
      for (const entry of childrenOf(element.body).filter(({ id }) => id === ids.trackEntry)) {
        const fields = new Map(childrenOf(entry.body).map(({ id, body }) => [id, body]));
        if (unsigned(fields.get(ids.trackType)) !== audioTrackType) continue;
        this.#trackNumber = unsigned(fields.get(ids.trackNumber));
        return describeTrack(fields);
      }
      throw new DamagedAudioError('The stream has no sound track.');
    }
  }

  /** The packets of the track, to the end of the stream. */
  async *packets(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const element = await this.#nextElement();
      if (!element) return;
      if (element.id !== ids.simpleBlock && element.id !== ids.block) continue;
      const number = readVint(element.body, 0);
      const headerBytes = number.length + 3; // track number, then timecode (2) and flags (1)
      const flags = element.body[headerBytes - 1] ?? 0;
      if ((flags & 0x06) !== 0) throw new DamagedAudioError('Laced packets are not for live sound.');
      if (number.value === this.#trackNumber) yield element.body.subarray(headerBytes);
    }
  }

  async #nextElement(): Promise<Element | undefined> {
    for (;;) {
      const id = await this.#readVint(4, true);
      const size = id && (await this.#readVint(8, false));
      if (!id || !size) return undefined;
      if (id.value === ids.segment || id.value === ids.cluster || id.value === ids.blockGroup) {
        if (id.value === ids.cluster && this.#trackNumber === undefined)
          return { id: id.value, body: emptyBody };
        continue;
      }
      if (size.unknown || size.value > maxElementBytes)
        throw new DamagedAudioError('An element has no sane size.');
      const body = await this.#bytes.read(size.value);
      return body && { id: id.value, body };
    }
  }

  async #readVint(maxLength: number, keepMarker: boolean): Promise<Vint | undefined> {
    const first = await this.#bytes.read(1);
    if (!first) return undefined;
    const length = vintLength(first[0] ?? 0);
    if (length > maxLength) throw new DamagedAudioError('The bytes are no WebM from here on.');
    const others = await this.#bytes.read(length - 1);
    return others && readVint(Buffer.concat([first, others]), 0, keepMarker);
  }
}

interface Element {
  id: number;
  body: Uint8Array;
}

interface Vint {
  value: number;
  length: number;
  /** All value bits are one: an element that lasts until another of its level begins. */
  unknown: boolean;
}

const emptyBody = new Uint8Array(0);

function vintLength(first: number): number {
  return Math.clz32(first) - 23;
}

/** RFC 8794 §4: the number of leading zeros of the first byte tells how many bytes follow it. */
function readVint(bytes: Uint8Array, at: number, keepMarker = false): Vint {
  const first = bytes[at] ?? 0;
  const length = vintLength(first);
  if (length > 8 || at + length > bytes.length)
    throw new DamagedAudioError('A number in the WebM is cut off.');
  const mask = (1 << (8 - length)) - 1;
  let value = keepMarker ? first : first & mask;
  let unknown = (first & mask) === mask;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { value, length, unknown };
}

function childrenOf(body: Uint8Array): Element[] {
  const children: Element[] = [];
  for (let at = 0; at < body.length;) {
    const id = readVint(body, at, true);
    const size = readVint(body, at + id.length);
    const start = at + id.length + size.length;
    children.push({ id: id.value, body: body.subarray(start, start + size.value) });
    at = start + size.value;
  }
  return children;
}

function unsigned(body: Uint8Array | undefined): number | undefined {
  return body?.reduce((value, byte) => value * 256 + byte, 0);
}

function float(body: Uint8Array | undefined): number | undefined {
  if (!body || (body.length !== 4 && body.length !== 8)) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return body.length === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

function describeTrack(fields: ReadonlyMap<number, Uint8Array>): WebmTrack {
  const audio = new Map(childrenOf(fields.get(ids.audio) ?? emptyBody).map(({ id, body }) => [id, body]));
  return {
    codecId: Buffer.from(fields.get(ids.codecId) ?? emptyBody)
      .toString('latin1')
      .replace(/\0+$/, ''),
    codecPrivate: fields.get(ids.codecPrivate),
    // The defaults of RFC 9559 §5.1.4.1.29.
    sampleRate: float(audio.get(ids.samplingFrequency)) ?? 8000,
    channels: unsigned(audio.get(ids.channels)) ?? 1,
  };
}
