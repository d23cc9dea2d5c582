/**
 * The 16-byte header in front of binary media where audio and pictures share a socket, little-endian:
 * kind u8 (1 PCM16 mono, 2 JPEG, 3 I420), 3 reserved bytes, generation u32, sequence u32, media time i32.
 *
 * Media time is milliseconds on the turn's audio clock; -1 marks an idle frame, to be shown when it arrives.
 */
export const mediaHeaderBytes = 16;

export type MediaKind = 'pcm' | 'jpeg' | 'i420';

export interface MediaPacket {
  kind: MediaKind;
  /** Which turn's speech this belongs to; packets of an earlier generation are stale and are dropped. */
  generation: number;
  /** Counts up by one for each packet of its kind on one socket. */
  sequence: number;
  mediaTimeMs: number;
  payload: Uint8Array;
}

const kindCodes = { pcm: 1, jpeg: 2, i420: 3 } as const satisfies Record<MediaKind, number>;

const kinds: readonly (MediaKind | undefined)[] = [undefined, 'pcm', 'jpeg', 'i420'];

/** The header alone, for a sender that can put a payload behind it without copying it. */
export function encodeMediaHeader(packet: Omit<MediaPacket, 'payload'>): Uint8Array {
  const header = new Uint8Array(mediaHeaderBytes);
  writeHeader(header, packet);
  return header;
}

/** Header and payload in one buffer, ready to send. */
export function encodeMediaPacket(packet: MediaPacket): Uint8Array {
  const bytes = new Uint8Array(mediaHeaderBytes + packet.payload.byteLength);
  writeHeader(bytes, packet);
  bytes.set(packet.payload, mediaHeaderBytes);
  return bytes;
}

function writeHeader(bytes: Uint8Array, packet: Omit<MediaPacket, 'payload'>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, mediaHeaderBytes);
  view.setUint8(0, kindCodes[packet.kind]);
  view.setUint32(4, packet.generation, true);
  view.setUint32(8, packet.sequence, true);
  view.setInt32(12, Math.round(packet.mediaTimeMs), true);
}

/** The packet in `bytes` (its payload is a view, not a copy), or undefined where the header is none of ours. */
export function decodeMediaPacket(bytes: Uint8Array): MediaPacket | undefined {
  if (bytes.byteLength < mediaHeaderBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kinds[view.getUint8(0)];
  if (kind === undefined) return undefined;
  return {
    kind,
    generation: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    mediaTimeMs: view.getInt32(12, true),
    payload: bytes.subarray(mediaHeaderBytes),
  };
}
