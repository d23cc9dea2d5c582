import { setImmediate as othersTurn } from 'node:timers/promises';
import { type SynthesizeRequest, xttsSpeechSchema } from '@parley/contracts';
import { acceptUpload, requestSignal, requireUpload } from '@parley/service-kit';
import express, { type Express, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import type { TtsContext } from '../context.js';
import type { SpeakerLatents } from '../engines/text-to-speech-engine.js';
import { sendParts, sendSpeech } from '../formats/send-speech.js';
import { wholeFile } from '../formats/speech-file.js';
import { type Utterance, withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';
import { conditioningRows } from '../voices/latents-file.js';

/** 33,280 numbers of up to 25 characters, and the text. */
const maxBodyBytes = 2 * 2 ** 20;
/** As many digits as a float of 32 bits has. */
const digits = 7;

/**
 * The API of coqui-ai/xtts-streaming-server, for clients that have it already. It is found at the root and under
 * `/xtts`, where `GET /languages` is the bare list that those clients expect.
 */
export function addXttsServerRoutes(app: Express, context: TtsContext, places: RequestHandler): void {
  const router = Router();
  const json = express.json({ limit: maxBodyBytes });
  const upload = acceptUpload(['wav_file'], context.config.server.maxUploadBytes);
  router.get('/studio_speakers', listSpeakers(context));
  router.post('/clone_speaker', places, upload, cloneSpeaker(context));
  router.post('/tts_stream', json, streamSpeech(context));
  router.post('/tts', json, speakWhole(context));
  app.use(router);
  app.use('/xtts', router);
  app.get('/xtts/languages', (_request, response) => {
    response.json(context.engines.languages);
  });
}

/** Each speaker's numbers by name: tens of megabytes, so piece by piece. */
function listSpeakers({ engines, voices, voiceMaker }: TtsContext): RequestHandler {
  return async (request, response) => {
    const signal = requestSignal(request, response);
    const { cloning } = voiceMaker.requireEngine();
    const own = (await cloning.ownSpeakers?.(signal)) ?? new Map<string, SpeakerLatents>();
    const cloned = await voices.list();
    async function* body(): AsyncGenerator<string> {
      let separator = '{';
      for (const [name, latents] of own) {
        yield `${separator}${JSON.stringify(name)}:${toJson(latents)}`;
        separator = ',';
        await othersTurn();
      }
      for (const { id, name, engine } of cloned) {
        if (engine !== engines.cloning?.id) continue;
        const latents = await voices.readableLatents(id);
        if (!latents) continue;
        yield `${separator}${JSON.stringify(name)}:${toJson(latents)}`;
        separator = ',';
        await othersTurn();
      }
      yield separator === '{' ? '{}' : '}';
    }
    response.type('application/json');
    await sendParts(response, body(), signal);
  };
}

function cloneSpeaker({ voiceMaker }: TtsContext): RequestHandler {
  return async (request, response) => {
    const { bytes } = requireUpload(request, 'wav_file');
    const { latents } = await voiceMaker.describe([bytes], requestSignal(request, response));
    response.type('application/json').send(toJson(latents));
  };
}

function streamSpeech(context: TtsContext): RequestHandler {
  return async (request, response) => {
    const fields = xttsSpeechSchema.parse(request.body ?? {});
    const signal = requestSignal(request, response);
    const format = fields.add_wav_header ? 'wav' : 'pcm';
    await withSpeech(context, await utteranceOf(context, fields), { lane: 'request' }, signal, (speech) =>
      sendSpeech(response, speech, { format, stream: true }, signal),
    );
  };
}

/** Answers a WAV file as a JSON string of base64. */
function speakWhole(context: TtsContext): RequestHandler {
  return async (request, response) => {
    const fields = xttsSpeechSchema.parse(request.body ?? {});
    const signal = requestSignal(request, response);
    const utterance = await utteranceOf(context, fields);
    const wav = await withSpeech(context, utterance, { lane: 'request' }, signal, (speech) =>
      wholeFile(speech, 'wav', signal),
    );
    response.json(Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength).toString('base64'));
  };
}

async function utteranceOf(
  context: TtsContext,
  { text, language, ...speaker }: z.infer<typeof xttsSpeechSchema>,
): Promise<Utterance> {
  const request: SynthesizeRequest = { text, language, speed: 1 };
  const latents = {
    gptConditioning: Float32Array.from(speaker.gpt_cond_latent.flat()),
    speakerEmbedding: Float32Array.from(speaker.speaker_embedding),
  };
  return toUtterance(context, request, { speaker: { latents } });
}

function toJson({ gptConditioning, speakerEmbedding }: SpeakerLatents): string {
  const width = gptConditioning.length / conditioningRows;
  const rows = Array.from({ length: conditioningRows }, (_, row) =>
    toList(gptConditioning.subarray(row * width, (row + 1) * width)),
  );
  return `{"gpt_cond_latent":[${rows.join(',')}],"speaker_embedding":${toList(speakerEmbedding)}}`;
}

const toList = (numbers: Float32Array) =>
  `[${Array.from(numbers, (value) => Number(value.toPrecision(digits))).join(',')}]`;
