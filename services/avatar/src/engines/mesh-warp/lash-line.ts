import type { Point } from '../face-finding/landmarks.js';
import { at } from './spline.js';

/**
 * A soft dark line along an eyelid over `out` (bytes RGBA): the lashes of a lid that has come down. `strength` 0..1,
 * `thickness` in pixels.
 */
export function drawLashLine(
  out: Uint8Array,
  width: number,
  height: number,
  lid: readonly Point[],
  thickness: number,
  strength: number,
): void {
  if (strength <= 0.01) return;
  const reach = Math.ceil(thickness * 1.5);
  const minX = Math.max(0, Math.floor(Math.min(...lid.map(([x]) => x)) - reach));
  const maxX = Math.min(width - 1, Math.ceil(Math.max(...lid.map(([x]) => x)) + reach));
  const minY = Math.max(0, Math.floor(Math.min(...lid.map(([, y]) => y)) - reach));
  const maxY = Math.min(height - 1, Math.ceil(Math.max(...lid.map(([, y]) => y)) + reach));
  for (let y = minY; y <= maxY; y++) {
    for (let x = minX; x <= maxX; x++) {
      const { distance, along } = nearest(lid, x, y);
      // Thinner towards the corners.
      const half = thickness * (0.35 + 0.65 * Math.sin(Math.PI * along)) * 0.5;
      const alpha = strength * Math.min(1, Math.max(0, half + 0.5 - distance));
      if (alpha <= 0) continue;
      const i = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel++) out[i + channel] = (out[i + channel] ?? 0) * (1 - alpha);
    }
  }
}

/** Distance to a polyline, and how far along it (0..1) the nearest place is. */
function nearest(line: readonly Point[], x: number, y: number): { distance: number; along: number } {
  let best = { distance: Infinity, along: 0 };
  for (let i = 0; i + 1 < line.length; i++) {
    const [a, b] = [at(line, i), at(line, i + 1)];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = dx * dx + dy * dy;
    const position = length > 0 ? Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length)) : 0;
    const distance = Math.hypot(x - a[0] - dx * position, y - a[1] - dy * position);
    if (distance < best.distance) best = { distance, along: (i + position) / (line.length - 1) };
  }
  return best;
}
