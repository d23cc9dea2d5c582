import { clonedVoiceSchema, type ClonedVoice } from '@parley/contracts';
import { request, requestJson } from '../gateway/request.js';

export interface VoiceOrder {
  name: string;
  recording: File;
}

/** Has a voice learnt from a recording. To be called only where consent was given. */
export async function createVoice(
  signal: AbortSignal,
  { name, recording }: VoiceOrder,
): Promise<ClonedVoice> {
  const form = new FormData();
  form.append('name', name);
  form.append('consent', 'true');
  form.append('audio', recording);
  return requestJson(clonedVoiceSchema, '/tts/voices', { method: 'POST', body: form }, signal);
}

/** Has a voice forgotten for good. */
export async function deleteVoice(signal: AbortSignal, id: string): Promise<void> {
  await request(`/tts/voices/${encodeURIComponent(id)}`, { method: 'DELETE' }, signal);
}
