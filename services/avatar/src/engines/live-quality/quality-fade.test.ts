import { expect, it } from 'vitest';
import { QualityFade } from './quality-fade.js';

it('draws the first quality at once, and every other after a fade', () => {
  const fade = new QualityFade();
  expect(fade.mix('mesh', 1_000)).toEqual({ type: 'one', quality: 'mesh' });
  expect(fade.mix('bank', 1_040)).toEqual({ type: 'fading', from: 'mesh', to: 'bank', weight: 0 });
  for (let frame = 1; frame < 8; frame++) {
    const weight = frame / 8;
    expect(fade.mix('bank', 1_040 + 40 * frame)).toEqual({
      type: 'fading',
      from: 'mesh',
      to: 'bank',
      weight,
    });
  }
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

it('takes no larger step after a frame that came late, and fades from what was shown for want of better', () => {
  const fade = new QualityFade();
  fade.mix('mesh', 0);
  fade.mix('bank', 40);
  expect(fade.mix('bank', 4_000)).toMatchObject({ weight: 0.125 });
  fade.cutTo('mesh');
  expect(fade.mix('bank', 4_040)).toEqual({ type: 'fading', from: 'mesh', to: 'bank', weight: 0 });
});
