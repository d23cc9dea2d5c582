import { expect, it } from 'vitest';
import { QualityFade } from './quality-fade.js';

it('draws the first quality at once, and every other after a fade', () => {
  const fade = new QualityFade();
  expect(fade.mix('mesh', 1_000)).toEqual({ type: 'one', quality: 'mesh' });
  expect(fade.mix('bank', 1_040)).toEqual({ type: 'fading', from: 'mesh', to: 'bank', weight: 0 });
  expect(fade.mix('bank', 1_200)).toEqual({ type: 'fading', from: 'mesh', to: 'bank', weight: 0.5 });
  expect(fade.mix('bank', 1_360)).toEqual({ type: 'one', quality: 'bank' });
});

it('ends one fade before the next begins, so that no step is ever larger than a frame’s share', () => {
  const fade = new QualityFade();
  const wanted = ['mesh', 'bank', 'bank', 'mesh', 'mesh', 'mesh', 'bank', 'direct'] as const;
  let shown = new Map([['mesh', 1]]);
  for (let frame = 0; frame < 200; frame++) {
    const mix = fade.mix(wanted[frame % wanted.length] ?? 'mesh', frame * 40);
    const next =
      mix.type === 'one'
        ? new Map([[mix.quality, 1]])
        : new Map([
            [mix.from, 1 - mix.weight],
            [mix.to, mix.weight],
          ]);
    for (const quality of ['direct', 'bank', 'mesh']) {
      expect(Math.abs((next.get(quality as 'mesh') ?? 0) - (shown.get(quality) ?? 0))).toBeLessThanOrEqual(
        0.1251,
      );
    }
    shown = new Map(next);
  }
});
