import { ParleyError } from '@parley/contracts';
import type { SpeakerLatents } from '../../text-to-speech-engine.js';
import type { XttsModel } from '../xtts-model.js';
import { readRecording } from './read-recording.js';
import { requireSpeech, unusable } from './require-speech.js';

/** What is wrong with a file, and not with the service. */
const fileFaults = new Set(['unreadable_audio', 'empty_file', 'audio_too_long']);

/**
 * The voice in some recordings of one speaker, of which the begin is heard.
 * @param recordings files in any container and codec
 * @throws ParleyError `unusable_speaker_audio`, with the reason; the signal's reason
 */
export async function describeSpeaker(
  { bundle, encoders }: Pick<XttsModel, 'bundle' | 'encoders'>,
  recordings: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<SpeakerLatents> {
  if (recordings.length === 0) throw unusable('There is no recording.');
  const heard: Float32Array[] = [];
  for (const bytes of recordings) {
    try {
      heard.push(await readRecording(bytes, bundle.conditioning.maximumRecordingSeconds, signal));
    } catch (error) {
      if (error instanceof ParleyError && fileFaults.has(error.code)) throw unusable(error.message, error);
      throw error;
    }
  }
  await requireSpeech(heard, signal);
  return encoders.describe(heard, signal);
}
