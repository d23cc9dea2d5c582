import { encodeWav } from '@parley/audio';
import { expect, it } from 'vitest';
import { readRecording } from './read-recording.js';
import { conditioningRate } from './voice-spectrograms.js';

const never = new AbortController().signal;
const recordingOf = (seconds: number) =>
  encodeWav({ samples: new Float32Array(seconds * 8_000), sampleRate: 8_000 });

it('hears the begin of a recording of some minutes', async () => {
  const heard = await readRecording(recordingOf(240), 30, never);
  expect(heard.length).toBe(30 * conditioningRate);
});

it('refuses half an hour', async () => {
  const refused = readRecording(recordingOf(1_800), 30, never);
  await expect(refused).rejects.toMatchObject({ code: 'audio_too_long' });
});
