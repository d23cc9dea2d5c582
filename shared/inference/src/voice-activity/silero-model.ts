import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type VoiceActivityMemory, contextSamples, windowSamples } from './voice-activity-protocol.js';

const sampleRate = 16_000;

/** Silero VAD v6.2 (MIT), as @ricky0123/vad-web carries it; the file is the one of snakers4/silero-vad v6.2. */
function modelPath(): string {
  return createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
}

/** Silero's voice-activity network on one thread. A window takes 0.1 ms, so streams are not batched. */
export class SileroModel {
  private constructor(private readonly session: InferenceSession) {}

  static async load(path = modelPath()): Promise<SileroModel> {
    const session = await InferenceSession.create(path, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return new SileroModel(session);
  }

  /**
   * The probability of speech for each window of 512 samples at 16 kHz, and the memory for the windows that follow.
   * @throws the signal's reason, between two windows.
   */
  async score(
    samples: Float32Array,
    memory: VoiceActivityMemory,
    signal: AbortSignal,
  ): Promise<{ scores: Float32Array; memory: VoiceActivityMemory }> {
    const scores = new Float32Array(Math.floor(samples.length / windowSamples));
    const input = new Float32Array(contextSamples + windowSamples);
    input.set(memory.context, windowSamples);
    let state: Tensor = new Tensor('float32', memory.state, [2, 1, 128]);
    for (let window = 0; window < scores.length; window++) {
      signal.throwIfAborted();
      // Without the 64 samples before it, v6 scores every window near zero.
      input.copyWithin(0, windowSamples);
      input.set(samples.subarray(window * windowSamples, (window + 1) * windowSamples), contextSamples);
      const outputs = await this.session.run({
        input: new Tensor('float32', input, [1, input.length]),
        state,
        sr: new Tensor('int64', [BigInt(sampleRate)], []),
      });
      scores[window] = floats(outputs['output'])[0] ?? 0;
      state = new Tensor('float32', floats(outputs['stateN']), [2, 1, 128]);
    }
    return { scores, memory: { state: floats(state), context: input.slice(windowSamples) } };
  }
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array))
    throw new Error('The voice-activity model is not the expected one.');
  return tensor.data;
}
