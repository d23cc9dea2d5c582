import { serveEngine } from '../engine-process/serve-engine.js';
import { SileroModel } from './silero-model.js';
import { type VoiceActivityProtocol, emptyMemory, windowSamples } from './voice-activity-protocol.js';

serveEngine<undefined, VoiceActivityProtocol>(async () => {
  const model = await SileroModel.load();
  await model.score(new Float32Array(windowSamples), emptyMemory(), new AbortController().signal);
  return { score: ({ samples, memory }, { signal }) => model.score(samples, memory, signal) };
});
