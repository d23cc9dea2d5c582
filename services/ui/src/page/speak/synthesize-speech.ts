import { speechStreamMessageSchema, toSpeechLanguage, type VisemeEvent } from '@parley/contracts';
import { decodeSound, type Sound } from '../audio/sound.js';
import { postJson, request } from '../gateway/request.js';
import type { SynthesizeOrder } from '../parts/curl.js';

/** Formats that browsers play. */
export const playableFormats = ['wav', 'mp3', 'opus', 'flac'] as const;
export type PlayableFormat = (typeof playableFormats)[number];

export const toPlayableFormat = (name: string): PlayableFormat =>
  playableFormats.find((each) => each === name) ?? 'wav';

export interface Speech {
  file: Blob;
  format: PlayableFormat;
  sound: Sound;
  /** The engine's id, where the service names it. */
  engine: string | null;
}

/** Text to a sound file, in one of the service's voices. */
export async function synthesizeSpeech(signal: AbortSignal, order: SynthesizeOrder): Promise<Speech> {
  return toSpeech(await request('/tts/synthesize', postJson(order), signal), order.format ?? 'wav');
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
  const init = { method: 'POST', body: form };
  return toSpeech(await request('/tts/synthesize-with-voice-clone', init, signal), 'wav');
}

async function toSpeech(response: Response, format: PlayableFormat): Promise<Speech> {
  const file = await response.blob();
  const sound = await decodeSound(await file.arrayBuffer());
  return { file, format, sound, engine: response.headers.get('x-parley-engine') };
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
