import { once } from 'node:events';
import { type VisemeEvent, speechStreamMessageSchema } from '@parley/contracts';
import { WebSocket } from 'ws';

/** What a service said: its audio, PCM16 at `speechSampleRate`, and the mouth shapes with it. */
export interface ServiceSpeech {
  engine: string;
  pcm16: Buffer;
  visemes: VisemeEvent[];
}

/** One utterance through `GET /stream`. @throws Error with the service's own words where it refuses. */
export async function speakThroughService(
  url: string,
  request: { text: string; language: string; voice?: string; engine?: string },
): Promise<ServiceSpeech> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
  const speech: ServiceSpeech = { engine: '', pcm16: Buffer.alloc(0), visemes: [] };
  const parts: Buffer[] = [];
  let refusal: string | undefined;
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      parts.push(Buffer.isBuffer(data) ? data : Buffer.from(String(data)));
      return;
    }
    const message = speechStreamMessageSchema.parse(JSON.parse(String(data)));
    if (message.type === 'speech-start') speech.engine = message.engine;
    if (message.type === 'visemes') speech.visemes.push(...message.visemes);
    if (message.type === 'error') refusal = message.message;
  });
  await once(socket, 'open');
  socket.send(JSON.stringify(request));
  await once(socket, 'close');
  if (refusal !== undefined) throw new Error(refusal);
  return { ...speech, pcm16: Buffer.concat(parts) };
}
