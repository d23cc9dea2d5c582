// Vite bundles a worklet and answers with the address of its file; what the file itself exports does not matter.
// oxlint-disable-next-line import/default
import captureWorkletUrl from './capture-worklet.ts?worker&url';
// oxlint-disable-next-line import/default
import playbackWorkletUrl from './playback-worklet.ts?worker&url';

export { captureWorkletUrl, playbackWorkletUrl };
