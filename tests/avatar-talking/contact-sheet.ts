/**
 * Draws every mouth shape and every expression of some portraits into one picture, to be looked at:
 * `npm run faces -- OUT.png [PORTRAIT ...]`; Parley’s own portrait without one.
 */
import { readFile } from 'node:fs/promises';
import { expressions, visemes } from '@parley/contracts';
import sharp from 'sharp';
import type { FaceRenderer } from '../../services/avatar/src/engines/mesh-warp/face-renderer.js';
import {
  prepareDefaultPortrait,
  preparePortrait,
} from '../../services/avatar/src/engines/mesh-warp/prepared-portrait.js';
import { expressionMotion } from '../../services/avatar/src/engines/motion/expressions.js';
import { addMotion, clampMotion, restingFace } from '../../services/avatar/src/engines/motion/face-motion.js';
import type { FaceMotion } from '../../services/avatar/src/engines/motion/face-motion.js';
import { faceSliders, sliderMotion } from '../../services/avatar/src/engines/motion/face-sliders.js';
import { visemeShapes } from '../../services/avatar/src/engines/motion/viseme-shapes.js';

const cell = 200;
const columns = 8;

interface Pose {
  name: string;
  motion: FaceMotion;
}

function poses(): Pose[] {
  const speaking = visemes.map((viseme) => ({
    name: viseme,
    motion: clampMotion(addMotion(restingFace, visemeShapes[viseme].pose)),
  }));
  const feeling = expressions.map((expression) => ({
    name: expression,
    motion: clampMotion(addMotion(restingFace, expressionMotion(expression, 1))),
  }));
  const strongly = expressions.slice(1).map((expression) => ({
    name: `${expression} x2`,
    motion: clampMotion(addMotion(restingFace, expressionMotion(expression, 2))),
  }));
  const happyTalk = (['aa', 'PP', 'ou'] as const).map((viseme) => ({
    name: `happy ${viseme}`,
    motion: clampMotion(
      addMotion(addMotion(restingFace, expressionMotion('happy', 1, 1)), visemeShapes[viseme].pose),
    ),
  }));
  const byHand = Object.entries(faceSliders).flatMap(([name, { min, max }]) => [
    { name: `${name} ${min}`, motion: clampMotion(sliderMotion({ [name]: min })) },
    { name: `${name} ${max}`, motion: clampMotion(sliderMotion({ [name]: max })) },
  ]);
  return [...speaking, ...feeling, ...strongly, ...happyTalk, ...byHand];
}

async function drawCell(renderer: FaceRenderer, { name, motion }: Pose): Promise<Buffer> {
  const rgba = renderer.createBuffer();
  renderer.draw(motion, rgba);
  const { width, height } = renderer;
  const label = Buffer.from(
    `<svg width="${cell}" height="20"><rect width="${cell}" height="20" fill="#0008"/>` +
      `<text x="4" y="15" font-size="14" font-family="sans-serif" fill="#fff">${name}</text></svg>`,
  );
  // The middle of the live frame: the face, without the shoulders.
  const crop = { left: Math.round(width * 0.2), top: Math.round(height * 0.2) };
  const picture = sharp(rgba, { raw: { width, height, channels: 4 } })
    .extract({ ...crop, width: Math.round(width * 0.6), height: Math.round(height * 0.62) })
    .resize(cell, cell, { fit: 'cover' });
  return sharp(await picture.png().toBuffer())
    .composite([{ input: label, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

async function sheet(renderers: readonly FaceRenderer[]): Promise<Buffer> {
  const all = renderers.flatMap((renderer) => poses().map((pose) => ({ renderer, pose })));
  const cells = [];
  for (const [i, { renderer, pose }] of all.entries()) {
    const input = await drawCell(renderer, pose);
    cells.push({ input, left: (i % columns) * cell, top: Math.floor(i / columns) * cell });
  }
  const rows = Math.ceil(all.length / columns);
  return sharp({ create: { width: columns * cell, height: rows * cell, channels: 3, background: '#888' } })
    .composite(cells)
    .png()
    .toBuffer();
}

const [out, ...files] = process.argv.slice(2);
if (out === undefined) throw new Error('Name the picture to write: contact-sheet.ts OUT.png [PORTRAIT ...]');
const renderers: FaceRenderer[] = [];
if (files.length === 0) renderers.push((await prepareDefaultPortrait()).live);
for (const file of files) renderers.push((await preparePortrait({ bytes: await readFile(file) })).live);
await sharp(await sheet(renderers)).toFile(out);
