/** The containers that browsers, phones and recorders write sound into. */
export type Container =
  'webm' | 'ogg' | 'mp4' | 'wav' | 'mp3' | 'flac' | 'adts' | 'amr' | 'aiff' | 'caf' | 'asf';

/** `raw` is sound without any container, as a worklet sends it. */
export type SoundContainer = Container | 'raw';

/** How many bytes {@link sniffContainer} needs to be sure. */
export const sniffBytes = 12;

const magics: readonly { container: Container; offset: number; magic: string; also?: string }[] = [
  { container: 'webm', offset: 0, magic: '\x1a\x45\xdf\xa3' },
  { container: 'ogg', offset: 0, magic: 'OggS' },
  { container: 'wav', offset: 0, magic: 'RIFF', also: 'WAVE' },
  { container: 'wav', offset: 0, magic: 'RF64', also: 'WAVE' },
  { container: 'mp4', offset: 4, magic: 'ftyp' },
  { container: 'mp4', offset: 4, magic: 'styp' },
  { container: 'mp4', offset: 4, magic: 'moov' },
  { container: 'flac', offset: 0, magic: 'fLaC' },
  { container: 'mp3', offset: 0, magic: 'ID3' },
  { container: 'amr', offset: 0, magic: '#!AMR' },
  { container: 'aiff', offset: 0, magic: 'FORM', also: 'AIF' },
  { container: 'caf', offset: 0, magic: 'caff' },
  { container: 'asf', offset: 0, magic: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
];

/**
 * The container that these first bytes announce, or null. MP3 and ADTS have no magic number, only a pattern of 11
 * bits that other data has by chance too; their header fields are checked for values that do not exist.
 */
export function sniffContainer(head: Uint8Array): Container | null {
  const text = Buffer.from(head.subarray(0, sniffBytes)).toString('latin1');
  const found = magics.find(
    ({ offset, magic, also }) => text.startsWith(magic, offset) && (!also || text.startsWith(also, 8)),
  );
  return found?.container ?? sniffMpegAudio(head);
}

/** See ISO 11172-3 §2.4.2.3 (MP3 frame header) and ISO 13818-7 §6.2 (ADTS). */
function sniffMpegAudio(head: Uint8Array): Container | null {
  const [sync = 0, kind = 0, rates = 0] = head;
  if (sync !== 0xff || (kind & 0xe0) !== 0xe0) return null;
  const layer = (kind >> 1) & 3;
  if (layer === 0) return (kind & 0xf0) === 0xf0 && ((rates >> 2) & 15) < 13 ? 'adts' : null;
  // Layer I is not in use any more, and looks like the byte-order mark of a UTF-16 text.
  if (layer === 3) return null;
  const version = (kind >> 3) & 3;
  const bitrate = rates >> 4;
  const sampleRate = (rates >> 2) & 3;
  return version === 1 || bitrate === 0 || bitrate === 15 || sampleRate === 3 ? null : 'mp3';
}
