import { liveClientEventSchema, type LiveServerEvent } from '@parley/contracts';
import type { WebSocket } from 'ws';

/** The live recogniser's dialect (a): one word more every 400 ms of audio, all of them final at `stop`. */
export function serveFakeRecogniser(socket: WebSocket, heard: string): void {
  const words = heard.split(' ');
  let receivedMs = 0;
  const say = (event: LiveServerEvent) => socket.send(JSON.stringify(event));
  const wordsSoFar = () => words.slice(0, Math.floor(receivedMs / 400));

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) {
      const before = wordsSoFar().length;
      receivedMs += data.length / 32;
      const known = wordsSoFar();
      if (known.length === before) return;
      const stable = known.slice(0, -1).join(' ').length;
      say({ event: 'interim', text: known.join(' '), stable_chars: stable, t0: 0, t1: receivedMs });
      return;
    }
    const message = liveClientEventSchema.parse(JSON.parse(data.toString()));
    if (message.event === 'start') say({ event: 'started', language: 'en', engine: 'pocketsphinx' });
    if (message.event !== 'stop') return;
    const known = wordsSoFar();
    const timed = known.map((word, index) => ({ word, startMs: index * 400, endMs: index * 400 + 360 }));
    const text = known.join(' ');
    const segments = [{ text, startMs: 0, endMs: receivedMs, words: timed }];
    say({ event: 'final', text, language: 'en', segments, t0: 0, t1: receivedMs });
    say({ event: 'stopped' });
  });
}
