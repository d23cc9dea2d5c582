/** Codecs that sound can be encoded to, each in the container that players expect it in. */
export const encodedFormats = ['mp3', 'opus', 'flac', 'aac'] as const;
export type EncodedFormat = (typeof encodedFormats)[number];

export interface EncodeOptions {
  format: EncodedFormat;
  /** Rate of the PCM in Hz, one that the codec has; all of them have 24,000. */
  sampleRate: number;
  /** Written into the file's own tags; AAC has none. */
  comment?: string;
}
