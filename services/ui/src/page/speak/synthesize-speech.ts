import { speechStreamMessageSchema, toSpeechLanguage, type VisemeEvent } from '@parley/contracts';
import { decodeSound, type Sound } from '../audio/sound.js';
import { postJson, request } from '../gateway/request.js';
import type { SynthesizeOrder } from '../parts/curl.js';

export interface Speech {
  wav: Blob;
  sound: Sound;
  /** The engine's id, where the service names it. */
  engine: string | null;
}

/** Text to a WAV file, in one of the service's voices. */
export async function synthesizeSpeech(signal: AbortSignal, order: SynthesizeOrder): Promise<Speech> {
  return toSpeech(await request('/tts/synthesize', postJson(order), signal));
}

export interface CloneOrder {
  text: string;
  language: string;
  recording: File;
}

/** Text to a WAV file, in the voice of a recording. */
export async function cloneSpeech(signal: AbortSignal, order: CloneOrder): Promise<Speech> {
  const form = new FormData();
  form.append('text', order.text);
  form.append('language', order.language);
  form.append('speaker_audio', order.recording);
  return toSpeech(await request('/tts/synthesize-with-voice-clone', { method: 'POST', body: form }, signal));
}

async function toSpeech(response: Response): Promise<Speech> {
  const wav = await response.blob();
  const sound = await decodeSound(await wav.arrayBuffer());
  return { wav, sound, engine: response.headers.get('x-parley-engine') };
}

/** The mouth shapes of the same text, which only the service's stream tells. */
export function readVisemes(signal: AbortSignal, order: SynthesizeOrder): Promise<VisemeEvent[]> {
  const url = new URL('/tts/stream', window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const visemes: VisemeEvent[] = [];
  return new Promise<VisemeEvent[]>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Given up.', 'AbortError')));
    socket.addEventListener('open', () => socket.send(JSON.stringify(order)));
    socket.addEventListener('close', () => reject(new Error('The speech stream closed before its end.')));
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data !== 'string') return;
      const message = speechStreamMessageSchema.parse(JSON.parse(event.data));
      if (message.type === 'visemes') visemes.push(...message.visemes);
      if (message.type === 'error') reject(new Error(message.message));
      if (message.type === 'speech-end') resolve(visemes);
    });
  }).finally(() => socket.close());
}

/** The speech language nearest to what the person chose elsewhere. */
export function nearestLanguage(language: string): string {
  return toSpeechLanguage(language) ?? 'en';
}
