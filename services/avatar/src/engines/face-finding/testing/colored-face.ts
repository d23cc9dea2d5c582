import sharp from 'sharp';
import type { RgbPicture } from '../../picture/picture.js';
import type { Point } from '../landmarks.js';

/** A face as the stub networks see one: an ellipse of magenta, one eye green, the other blue, the mouth red. */
export interface ColoredFace {
  /** Middle of the face, in pixels. */
  middle: Point;
  /** Width of the face, in pixels; it is 1.3 times as high. */
  width: number;
  /** Clockwise, in degrees. */
  roll?: number;
}

/** Where a face's parts lie, in widths of the face from its middle. */
const parts = { leftEye: [-0.2, -0.2], rightEye: [0.2, -0.2], mouth: [0, 0.32] } as const;
const partRadius = 0.11;
const height = 1.3;

export interface FaceParts {
  leftEye: Point;
  rightEye: Point;
  mouth: Point;
}

/** Where the stubs shall find them. */
export function partsOf({ middle: [x, y], width, roll = 0 }: ColoredFace): FaceParts {
  const radians = (roll * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians) * width, Math.sin(radians) * width];
  const place = ([across, down]: readonly [number, number]): Point => [
    x + across * cos - down * sin,
    y + across * sin + down * cos,
  ];
  return {
    leftEye: place(parts.leftEye),
    rightEye: place(parts.rightEye),
    mouth: place(parts.mouth),
  };
}

export async function drawColoredFaces(
  size: { width: number; height: number },
  faces: readonly ColoredFace[],
): Promise<RgbPicture> {
  const drawn = faces.map(({ middle: [x, y], width, roll = 0 }) => {
    const circle = ([cx, cy]: readonly [number, number], color: string): string =>
      `<circle cx="${cx}" cy="${cy}" r="${partRadius}" fill="${color}"/>`;
    return `<g transform="translate(${x + 0.5} ${y + 0.5}) rotate(${roll}) scale(${width})">
      <ellipse rx="0.5" ry="${height / 2}" fill="#ff00ff"/>
      ${circle(parts.leftEye, '#00ff00')}${circle(parts.rightEye, '#0000ff')}${circle(parts.mouth, '#ff0000')}</g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <rect width="100%" height="100%" fill="#808080"/>${drawn.join('')}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgb: new Uint8Array(data), width: info.width, height: info.height };
}
