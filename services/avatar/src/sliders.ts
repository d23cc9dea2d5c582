import { ParleyError, type SliderDescription } from '@parley/contracts';
import type { FaceMotion } from './engines/motion/face-motion.js';
import { type FaceSlider, faceSliders, sliderMotion } from './engines/motion/face-sliders.js';

/** The free sliders as `GET /expressions` tells them. */
export const sliderList: readonly SliderDescription[] = Object.entries(faceSliders).map(
  ([name, { description, unit, min, max }]) => ({ name, description, unit, min, max, default: 0 }),
);

export const isSlider = (name: string): name is FaceSlider => Object.hasOwn(faceSliders, name);

const slidersInWords = sliderList.map(({ name, min, max }) => `${name} ${min} to ${max}`).join(', ');

/** @throws ParleyError `invalid_parameter` with the list, for an unknown slider or a value outside its range. */
export function requireSliders(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    const slider = sliderList.find((each) => each.name === name);
    if (!slider) throw refused(name, `There is no slider "${name.slice(0, 40)}".`);
    if (!(value >= slider.min && value <= slider.max))
      throw refused(name, `The slider "${name}" is a number from ${slider.min} to ${slider.max}.`);
  }
}

/** What checked sliders add to a face. */
export function slidersMotion(values: Readonly<Record<string, number>>): FaceMotion {
  const known = Object.entries(values).filter(([name]) => isSlider(name));
  return sliderMotion(Object.fromEntries(known));
}

const refused = (param: string, what: string) =>
  new ParleyError('invalid_parameter', `${what} Sliders: ${slidersInWords}.`, { param });
