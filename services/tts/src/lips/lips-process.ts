/** Aligns speech to what is said in it, away from the service's event loop. */
import { floatFromPcm16 } from '@parley/audio';
import { ParleyError, speechSampleRate } from '@parley/contracts';
import { serveEngine } from '@parley/inference';
import { PieceAligner } from './alignment/piece-aligner.js';
import { prepareReference } from './alignment/reference-speech.js';
import { Speaker } from './alignment/speaker.js';
import type { LipsProtocol } from './lips-protocol.js';

/** Requests in hand; the one that has been silent longest is forgotten for one more. */
const mostRequests = 512;

/** Longest piece and reference: what is kept of a piece is then 2 MB. */
const longestPieceMs = 300_000;

interface Request {
  speaker: Speaker;
  aligner: PieceAligner | undefined;
  /** How much of the piece has been heard. */
  heardMs: number;
}

const requests = new Map<number, Request>();

/** The request, moved to the end of those that may be forgotten. */
function requestOf(id: number, speed: number): Request {
  const request = requests.get(id) ?? { speaker: new Speaker(speed), aligner: undefined, heardMs: 0 };
  requests.delete(id);
  requests.set(id, request);
  const [oldest] = requests.keys();
  if (requests.size > mostRequests && oldest !== undefined) requests.delete(oldest);
  return request;
}

function assertShort(pieceMs: number): void {
  if (pieceMs <= longestPieceMs) return;
  throw new ParleyError('engine_failed', `Pieces of up to ${longestPieceMs / 1_000} s can be aligned.`);
}

/** Compiles what runs for each piece, so that the first listener does not wait for it. */
function warmUp(): void {
  const samples = Float32Array.from({ length: speechSampleRate }, (_, i) => Math.sin(i * i * 1e-5) / 4);
  const phonemes = [{ ipa: 'a', timeMs: 0 }];
  for (let run = 0; run < 5; run++) {
    const reference = prepareReference({ samples, sampleRate: speechSampleRate, phonemes });
    new PieceAligner(reference, new Speaker(), speechSampleRate).push(samples, true);
  }
}

serveEngine<undefined, LipsProtocol>(async () => {
  warmUp();
  return {
    async align({ request: id, speed, reference, pcm16, isLast }) {
      const request = requestOf(id, speed);
      if (reference) {
        request.heardMs = 0;
        assertShort((reference.samples.length / reference.sampleRate) * 1_000);
        request.aligner = new PieceAligner(prepareReference(reference), request.speaker, speechSampleRate);
      }
      if (!request.aligner)
        throw new ParleyError('engine_failed', 'The beginning of this piece is not known.');
      request.heardMs += (pcm16.byteLength / 2 / speechSampleRate) * 1_000;
      assertShort(request.heardMs);
      return request.aligner.push(floatFromPcm16(pcm16), isLast);
    },
    async close({ request }) {
      requests.delete(request);
      return undefined;
    },
  };
});
