import { levelDbfs, scoreMs } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { VoiceActivity } from '@parley/inference';
import { resampleLikeTorchaudio } from './sinc-resample.js';
import { leastSeconds } from './voice-encoders.js';
import { conditioningRate, speakerRate } from './voice-spectrograms.js';

const quietestDbfs = -60;
const leastScore = 0.5;
/** Of the whole: less is music or noise with a word in it. */
const leastShare = 0.1;
const advice = 'Please send 6 to 30 seconds of one person speaking, without music.';

/**
 * Refuses recordings from which no voice can be learnt.
 * @param recordings mono, 22.05 kHz
 * @throws ParleyError `unusable_speaker_audio`, with the reason; the signal's reason
 */
export async function requireSpeech(recordings: readonly Float32Array[], signal: AbortSignal): Promise<void> {
  const activity = new VoiceActivity();
  try {
    for (const samples of recordings) {
      if (samples.length < leastSeconds * conditioningRate) {
        const seconds = (samples.length / conditioningRate).toFixed(2);
        throw unusable(`The recording is too short: ${seconds} seconds.`);
      }
      if (levelDbfs(samples) < quietestDbfs) throw unusable('The recording is silent.');
    }
    await activity.start(signal);
    for (const samples of recordings) {
      const scores = await activity.score(
        resampleLikeTorchaudio(samples, conditioningRate, speakerRate),
        signal,
      );
      const spoken = scores.filter((score) => score >= leastScore).length;
      const isEnough = spoken * scoreMs >= leastSeconds * 1_000 && spoken >= scores.length * leastShare;
      if (!isEnough) throw unusable('Nobody speaks in the recording, or hardly: it may be music or noise.');
    }
  } finally {
    await activity.stop();
  }
}

export const unusable = (reason: string, cause?: unknown) =>
  new ParleyError('unusable_speaker_audio', `${reason} ${advice}`, { param: 'audio', cause });
