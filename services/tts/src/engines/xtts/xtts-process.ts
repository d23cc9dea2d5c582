import { serveEngine } from '@parley/inference';
import { describeSpeaker } from './conditioning/describe-speaker.js';
import { speakText } from './speaking/speak-text.js';
import { StretchScheduler } from './speaking/stretch-scheduler.js';
import { warmUp } from './warm-up.js';
import { openXttsModel } from './xtts-model.js';
import type { XttsFacts, XttsLoad, XttsProtocol } from './xtts-protocol.js';

serveEngine<XttsLoad, XttsProtocol>(async ({ directory, ...options }) => {
  const notes: string[] = [];
  let deviceFallback: string | undefined;
  const model = await openXttsModel(directory, {
    ...options,
    onDeviceFallback: (reason) => (deviceFallback = reason),
    onNote: (note) => notes.push(note),
  });
  await warmUp(model);
  const scheduler = new StretchScheduler(model.generator);
  const facts: XttsFacts = {
    device: model.device,
    dtype: model.dtype,
    speakers: [...model.bundle.speakers.keys()],
    generatesInGraph: model.generatesInGraph,
    notes,
    ...(deviceFallback !== undefined && { deviceFallback }),
  };
  return {
    describe: () => Promise.resolve(facts),
    async speak(speech, { signal, emit }) {
      await speakText(model, scheduler, speech, emit, signal);
      return undefined;
    },
    ownSpeakers: () => Promise.resolve(model.bundle.speakers),
    describeSpeaker: ({ recordings }, { signal }) => describeSpeaker(model, recordings, signal),
  };
});
