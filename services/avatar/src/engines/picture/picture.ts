/** Pixels of a picture: bytes RGB, rows from the top. */
export interface RgbPicture {
  rgb: Uint8Array;
  width: number;
  height: number;
}
