import { liveSampleRate } from './live-sample-rate.js';
import { toMicrophoneProblem } from './microphone-problem.js';
import type { CapturedFrame } from './worklet-messages.js';
import { captureWorkletUrl } from './worklet-urls.js';

export interface MicrophoneListener {
  /** PCM16 mono 16 kHz, 20 ms. */
  onFrame(samples: Int16Array<ArrayBuffer>): void;
  /** Root mean square, 0 to 1. */
  onLevel(level: number): void;
  /** The device went away (unplugged, taken back by the system). */
  onLost(): void;
}

/** An open microphone; `close` releases it and the browser's red dot goes out. */
export interface Microphone {
  close(): void;
}

/**
 * Opens the microphone with the browser's own echo cancellation against everything it plays.
 *
 * @param deviceId the empty id is the system's own
 * @throws MicrophoneProblem in plain words when it is refused, missing or busy
 */
export async function openMicrophone(deviceId: string, listener: MicrophoneListener): Promise<Microphone> {
  const stream = await requestStream(deviceId);
  const context = await connect(stream, listener);
  const track = stream.getAudioTracks()[0];
  track?.addEventListener('ended', () => listener.onLost());
  return {
    close() {
      for (const each of stream.getTracks()) each.stop();
      void context.close();
    },
  };
}

async function requestStream(deviceId: string): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
        // 'all' cancels what any tab plays; browsers that know only true and false take it for true.
        echoCancellation: 'all',
        noiseSuppression: true,
        autoGainControl: true,
        channelCount: 1,
      },
    });
  } catch (error) {
    throw toMicrophoneProblem(error, window.isSecureContext);
  }
}

async function connect(stream: MediaStream, listener: MicrophoneListener): Promise<AudioContext> {
  const { context, source } = openAtRate(stream);
  await context.audioWorklet.addModule(captureWorkletUrl);
  const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, channelCount: 1 });
  node.port.addEventListener('message', (event: MessageEvent<CapturedFrame>) => {
    listener.onLevel(event.data.level);
    listener.onFrame(event.data.samples);
  });
  node.port.start();
  source.connect(node);
  await context.resume();
  return context;
}

/** At 16 kHz where the browser resamples a microphone itself (Firefox does not: the worklet does it there). */
function openAtRate(stream: MediaStream): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const context = new AudioContext({ sampleRate: liveSampleRate });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    void context.close();
    const native = new AudioContext();
    return { context: native, source: native.createMediaStreamSource(stream) };
  }
}
