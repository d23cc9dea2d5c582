import type { Expression } from '@parley/contracts';
import { request } from '../gateway/request.js';

export interface FaceOrder {
  /** Null is Parley's own portrait. */
  portrait: File | null;
  expression: Expression;
  /** 0 to 2. */
  intensity: number;
}

/** One picture of the face with an expression. */
export async function renderFace(signal: AbortSignal, order: FaceOrder): Promise<Blob> {
  const form = new FormData();
  if (order.portrait === null) form.append('portrait', 'default');
  else form.append('source_image', order.portrait);
  form.append('expression', order.expression);
  form.append('intensity', String(order.intensity));
  const response = await request('/avatar/api/render', { method: 'POST', body: form }, signal);
  return response.blob();
}
