import { z } from 'zod';

/** The Oculus-15 viseme set, in the order of Khronos XR_META_face_tracking_visemes. */
export const visemes = [
  'sil',
  'PP',
  'FF',
  'TH',
  'DD',
  'kk',
  'CH',
  'SS',
  'nn',
  'RR',
  'aa',
  'E',
  'ih',
  'oh',
  'ou',
] as const;
export const visemeSchema = z.enum(visemes);
export type Viseme = z.infer<typeof visemeSchema>;

/** One mouth shape on the audio's own clock: `timeMs` counts from the first sample of its stream. */
export const visemeEventSchema = z.object({
  viseme: visemeSchema,
  timeMs: z.number().nonnegative(),
  durationMs: z.number().nonnegative(),
});
export type VisemeEvent = z.infer<typeof visemeEventSchema>;
