import { visemes, type SpeechStreamMessage } from '@parley/contracts';
import type { WebSocket } from 'ws';
import { fakeSampleRate, fakeSpeech } from './fake-speech.js';

/** The speech stream of tts: one utterance, with a mouth shape every 130 ms. */
export function serveFakeSpeechStream(socket: WebSocket): void {
  const say = (message: SpeechStreamMessage) => socket.send(JSON.stringify(message));
  socket.on('message', () => {
    say({ type: 'speech-start', sampleRate: fakeSampleRate, engine: 'espeak', language: 'en' });
    const shapes = Array.from({ length: 26 }, (_, index) => ({
      viseme: visemes[(index * 7) % visemes.length] ?? 'sil',
      timeMs: index * 130,
      durationMs: 130,
    }));
    say({ type: 'visemes', visemes: shapes });
    socket.send(fakeSpeech(3_400));
    say({ type: 'speech-end', durationMs: 3_400 });
  });
}
