import { encodeWav } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speakWithFlite } from '../../services/tts/src/lips/testing/flite-speech.js';
import { StandaloneService } from '../constellation/standalone-service.js';
import { trainedModels } from '../recognition/trained-speech.js';
import { transcribe } from '../recognition/transcribe.js';

/** All words that the trained network knows, in no order that it has seen; see its README. */
const texts = [
  'please open window',
  'seven eight nine zero',
  'red garden blue kitchen',
  'one coffee two music',
  'tomorrow green computer',
  'stop left close right',
  'yellow three four five six',
];

/** A word of these may be misheard; how many of a hundred utterances are right, the network's README says. */
const fewestRight = texts.length - 1;
const timeoutMs = 90_000;

describe('what an embedded voice says, a trained Whisper hears', { timeout: timeoutMs }, () => {
  let listener: StandaloneService;
  let speaker: StandaloneService;
  beforeAll(async () => {
    [listener, speaker] = await Promise.all([
      StandaloneService.start('stt', { STT_ENGINE: 'whisper', STT_MODEL: trainedModels.whisper }),
      StandaloneService.start('tts', { TTS_ENGINE: 'espeak' }),
    ]);
  }, timeoutMs);
  afterAll(() => Promise.all([listener.stop(), speaker.stop()]));

  /** Says each text and listens; the answers that are not what was said. */
  async function misheard(speak: (text: string) => Promise<Uint8Array>) {
    const wrong: { said: string; heard: string }[] = [];
    for (const said of texts) {
      const heard = (await transcribe(listener.url(''), Buffer.from(await speak(said)))).text.trim();
      if (heard !== said) wrong.push({ said, heard });
    }
    return wrong;
  }

  const throughService = async (text: string, voice: string) => {
    const response = await fetch(speaker.url('/synthesize'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, language: 'en', voice }),
    });
    expect(response.status).toBe(200);
    return new Uint8Array(await response.arrayBuffer());
  };

  it.each(['espeak-en-female', 'espeak-en-male'])('%s, from one service to the other', async (voice) => {
    const wrong = await misheard((text) => throughService(text, voice));
    expect(texts.length - wrong.length, JSON.stringify(wrong)).toBeGreaterThanOrEqual(fewestRight);
  });

  it.each(['slt', 'rms', 'kal16'])('flite %s', async (voice) => {
    const wrong = await misheard(async (text) => {
      const { samples, sampleRate } = await speakWithFlite(voice, text);
      return encodeWav({ samples, sampleRate });
    });
    expect(texts.length - wrong.length, JSON.stringify(wrong)).toBeGreaterThanOrEqual(fewestRight);
  });
});
