import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError, type RenderRequest, type VisemeEvent, framesPerSecond } from '@parley/contracts';
import type { AvatarContext } from '../context.js';
import { clipMotions } from '../engines/motion/clip-motions.js';
import { type FaceMotion, addMotion, clampMotion } from '../engines/motion/face-motion.js';
import type { RgbPicture } from '../engines/picture/picture.js';
import { slidersMotion } from '../sliders.js';
import { writeClipSound } from './clip-sound.js';
import { drivingPictures, inspectDrivingVideo, writeDrivingSound } from './driving-video.js';
import { FedSpeech } from './fed-speech.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { writeClip } from './write-clip.js';

interface ClipWork {
  context: AvatarContext;
  portrait: string;
  request: RenderRequest;
  /** 0 to 1. */
  onProgress: (fraction: number) => void;
}

/**
 * A clip in which a portrait speaks a recording; its lips follow `visemes`, or else the sound alone.
 * @throws ParleyError as `writeClipSound` and `writeClip`, and what the engine throws.
 */
export async function renderSpokenClip(
  work: ClipWork,
  speech: { audio: Uint8Array; visemes?: readonly VisemeEvent[] | undefined },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { context, request, portrait } = work;
  const { longestMs } = context.config.clips;
  return withTemporaryFolder(async (folder) => {
    const sound = await writeClipSound(speech.audio, join(folder, 'sound.wav'), longestMs, signal);
    const frames = Math.max(1, Math.round((sound.durationMs * framesPerSecond) / 1_000));
    const motions = clipMotions({
      speech: new FedSpeech(speech.visemes ?? sound.heard),
      durationMs: (frames * 1_000) / framesPerSecond,
      expression: request.expression,
      intensity: request.intensity,
    });
    const pictures = context.engine.renderClip(
      clipRequest(work, portrait),
      withSliders(motions, request.sliders ?? {}),
      signal,
    );
    return finish(work, { folder, pictures, frames, soundPath: sound.path }, signal);
  });
}

/**
 * A clip in which a portrait moves as the face in a video does, with that video's sound.
 * @throws ParleyError `engine_cannot_be_driven`, as `driving-video.ts` and `writeClip`, and what the engine throws.
 */
export async function renderDrivenClip(
  work: ClipWork,
  driving: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { context, portrait } = work;
  const { engine } = context;
  const { longestMs } = context.config.clips;
  if (!engine.capabilities.drivenByVideo) {
    throw new ParleyError(
      'engine_cannot_be_driven',
      `The engine that is here, ${engine.id}, cannot follow the face in a video. Install LivePortrait ` +
        '(npm run models -- pull liveportrait), or send audio in place of the video.',
      { param: 'driving' },
    );
  }
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'driving');
    await writeFile(path, driving, { mode: 0o600, signal });
    const video = await inspectDrivingVideo(driving, path, longestMs, signal);
    const soundPath = video.hasSound ? join(folder, 'sound.wav') : undefined;
    if (soundPath !== undefined) await writeDrivingSound(video, soundPath, longestMs, signal);
    const frames = Math.max(1, Math.round(((video.promisedMs ?? longestMs) * framesPerSecond) / 1_000));
    const pictures = engine.driveClip(
      clipRequest(work, portrait),
      drivingPictures(video, longestMs, signal),
      signal,
    );
    return finish(work, { folder, pictures, frames, soundPath }, signal);
  });
}

function clipRequest({ context, request }: ClipWork, portrait: string) {
  const mark = request.mark ?? context.config.visibleMark;
  return { portrait, longestSide: context.config.clips.longestSide, mark };
}

function* withSliders(
  motions: Iterable<FaceMotion>,
  sliders: Readonly<Record<string, number>>,
): Generator<FaceMotion> {
  const byHand = slidersMotion(sliders);
  for (const motion of motions) yield clampMotion(addMotion(motion, byHand));
}

async function finish(
  { context, onProgress }: ClipWork,
  clip: {
    folder: string;
    pictures: AsyncIterable<RgbPicture>;
    frames: number;
    soundPath: string | undefined;
  },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const startedAt = performance.now();
  const path = join(clip.folder, 'clip.mp4');
  const onFrame = (frames: number): void => onProgress(Math.min(1, frames / clip.frames));
  const written = await writeClip(clip.pictures, { soundPath: clip.soundPath, path, onFrame }, signal);
  const bytes = await readFile(path, { signal });
  context.events.clipRendered({
    ...written,
    bytes: bytes.byteLength,
    elapsedMs: Math.round(performance.now() - startedAt),
  });
  return bytes;
}
