import type { Sharp } from 'sharp';

/** How the file's pixels lie, as EXIF counts it: 1 is upright, 5 to 8 lie on their side. */
export type Orientation = number;

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function liesOnItsSide(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** Where a rectangle of the upright picture lies in the file's pixels, of which there are `width` x `height`. */
export function inFile(
  { left, top, width: across, height: down }: Rectangle,
  { orientation, width, height }: { orientation: Orientation; width: number; height: number },
): Rectangle {
  const [x, y] = liesOnItsSide(orientation) ? [top, left] : [left, top];
  const size = liesOnItsSide(orientation) ? { width: down, height: across } : { width: across, height: down };
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  return {
    left: fromRight ? width - x - size.width : x,
    top: fromBottom ? height - y - size.height : y,
    ...size,
  };
}

/** Turns pixels upright. Done last, on the few that are wanted: it needs all of them in memory. */
export function turnedUpright(image: Sharp, orientation: Orientation): Sharp {
  // Sharp mirrors before it turns.
  const mirrored = [2, 5, 7].includes(orientation) ? image.flop() : orientation === 4 ? image.flip() : image;
  const turns = { 3: 180, 5: 270, 6: 90, 7: 90, 8: 270 }[orientation];
  return turns === undefined ? mirrored : mirrored.rotate(turns);
}
