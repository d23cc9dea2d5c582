import type { Expression } from '@parley/contracts';
import { request } from '../gateway/request.js';

export interface FaceOrder {
  /** Null is Parley's own portrait. */
  portrait: File | null;
  expression: Expression;
  /** 0 to 2. */
  intensity: number;
  /** By their names; those that are not here are in the middle. */
  sliders: Readonly<Record<string, number>>;
}

/** One picture of the face with an expression. */
export async function renderFace(signal: AbortSignal, order: FaceOrder): Promise<Blob> {
  const form = new FormData();
  if (order.portrait === null) form.append('portrait', 'default');
  else form.append('source_image', order.portrait);
  form.append('expression', order.expression);
  form.append('intensity', String(order.intensity));
  for (const [name, value] of movedSliders(order.sliders)) form.append(name, String(value));
  const response = await request('/avatar/api/render', { method: 'POST', body: form }, signal);
  return response.blob();
}

/** The sliders that are not in the middle. */
export function movedSliders(sliders: FaceOrder['sliders']): [name: string, value: number][] {
  return Object.entries(sliders).filter(([, value]) => value !== 0);
}
