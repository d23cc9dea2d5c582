/** Pixels of a picture: bytes RGB, rows from the top. */
export interface RgbPicture {
  rgb: Uint8Array;
  width: number;
  height: number;
}

/** The same with a fourth byte, which is 255 throughout. */
export interface RgbaPicture {
  rgba: Uint8Array;
  width: number;
  height: number;
}

export function rgbOf({ rgba, width, height }: RgbaPicture): RgbPicture {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return { rgb, width, height };
}
