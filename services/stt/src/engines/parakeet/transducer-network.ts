import {
  checkGraph,
  fixedDimension,
  floatsOf,
  integersOf,
  type OnnxSession,
  runGraph,
  type Tensor,
  tensorFor,
} from '@parley/inference/sessions';
import type { MelBatch } from '../nemo/mel-batch.js';

/** What the encoder made of one row: [width, frames], of which the first `validFrames` count. */
export interface EncodedRow {
  values: Float32Array;
  width: number;
  frames: number;
  validFrames: number;
}

/** The prediction network's memory of one row: two tensors [layers, 1, size]. */
export type PredictionState = readonly [Float32Array, Float32Array];

/** One row's question: what is said in some frames, after a token. */
export interface JointQuestion {
  row: EncodedRow;
  firstFrame: number;
  lastToken: number;
  state: PredictionState;
}

export interface JointAnswer {
  /** Raw outputs, [frames asked for, classes and durations]. */
  scores: Float32Array;
  /** The memory after `lastToken`. */
  state: PredictionState;
}

const stateInputs = ['input_states_1', 'input_states_2'] as const;
const encoderOutputs = ['outputs', 'encoded_lengths'] as const;
const jointOutputs = ['outputs', 'output_states_1', 'output_states_2'] as const;

/** A transducer's two graphs, as NeMo exports them: the encoder, and the decoder with the joint network. */
export class TransducerNetwork {
  private readonly stateShapes: readonly (readonly [layers: number, size: number])[];

  /** @throws ParleyError `model_files_invalid` where the graphs are others */
  constructor(
    private readonly encoder: OnnxSession,
    private readonly joint: OnnxSession,
  ) {
    checkGraph(encoder, { needed: ['audio_signal', 'length'], outputs: encoderOutputs });
    checkGraph(joint, {
      needed: ['encoder_outputs', 'targets', ...stateInputs],
      optional: ['target_length'],
      outputs: jointOutputs,
    });
    this.stateShapes = stateInputs.map((name) => [
      fixedDimension(joint, name, 0) ?? 2,
      fixedDimension(joint, name, 2) ?? 640,
    ]);
  }

  /** Mel bins that the encoder's file declares. */
  get melBins(): number | undefined {
    return fixedDimension(this.encoder, 'audio_signal', 1);
  }

  get takesRowsTogether(): boolean {
    return [[this.encoder, 'audio_signal'] as const, [this.joint, 'encoder_outputs'] as const].every(
      ([session, input]) => fixedDimension(session, input, 0) !== 1,
    );
  }

  /** Whether one question may be about several frames. */
  get takesFramesTogether(): boolean {
    return fixedDimension(this.joint, 'encoder_outputs', 2) === undefined;
  }

  /** Whether the joint network says how long tokens last (TDT). A file that does not declare it is taken for one. */
  hasDurations(classes: number): boolean {
    return this.joint.outputs.get('outputs')?.shape.at(-1) !== classes;
  }

  emptyState(): PredictionState {
    const [first, second] = this.stateShapes.map(([layers, size]) => new Float32Array(layers * size));
    return [first ?? new Float32Array(), second ?? new Float32Array()];
  }

  async encode({ values, frames, lengths }: MelBatch): Promise<EncodedRow[]> {
    const rows = lengths.length;
    const melBins = values.length / (rows * frames);
    const feeds = {
      audio_signal: tensorFor(this.encoder, 'audio_signal', values, [rows, melBins, frames]),
      length: tensorFor(this.encoder, 'length', lengths, [rows]),
    };
    const [outputs, counts] = await runGraph(this.encoder, feeds, encoderOutputs);
    if (!outputs || !counts) throw new Error('The encoder gave no output.');
    const [, width = 0, steps = 0] = outputs.dims;
    const encoded = floatsOf(outputs);
    return integersOf(counts).map((valid, row) => ({
      values: encoded.subarray(row * width * steps, (row + 1) * width * steps),
      width,
      frames: steps,
      validFrames: Math.min(valid, steps),
    }));
  }

  /**
   * Asks about rows together.
   * @param frames how many frames each question is about; those beyond a row's end are zeros
   */
  async ask(questions: readonly JointQuestion[], frames: number): Promise<JointAnswer[]> {
    const rows = questions.length;
    const [outputs, ...states] = await runGraph(this.joint, this.feeds(questions, frames), jointOutputs);
    if (!outputs) throw new Error('The decoder gave no output.');
    const scores = floatsOf(outputs);
    const size = scores.length / rows;
    return questions.map((_, row) => ({
      scores: scores.subarray(row * size, (row + 1) * size),
      state: [this.stateOf(states[0], 0, row, rows), this.stateOf(states[1], 1, row, rows)],
    }));
  }

  async release(): Promise<void> {
    await this.encoder.release();
    await this.joint.release();
  }

  private feeds(questions: readonly JointQuestion[], frames: number): Record<string, Tensor> {
    const rows = questions.length;
    const width = questions[0]?.row.width ?? 0;
    const encoded = new Float32Array(rows * width * frames);
    questions.forEach(({ row, firstFrame }, index) => copyFrames(row, firstFrame, frames, encoded, index));
    const targets = questions.map(({ lastToken }) => lastToken);
    const feeds: Record<string, Tensor> = {
      encoder_outputs: tensorFor(this.joint, 'encoder_outputs', encoded, [rows, width, frames]),
      targets: tensorFor(this.joint, 'targets', targets, [rows, 1]),
    };
    if (this.joint.inputs.has('target_length')) {
      feeds.target_length = tensorFor(
        this.joint,
        'target_length',
        targets.map(() => 1),
        [rows],
      );
    }
    stateInputs.forEach((name, part) => {
      const [layers, size] = this.stateShapes[part] ?? [0, 0];
      const values = new Float32Array(layers * rows * size);
      questions.forEach(({ state }, row) => {
        for (let layer = 0; layer < layers; layer++) {
          const own = state[part === 0 ? 0 : 1].subarray(layer * size, (layer + 1) * size);
          values.set(own, (layer * rows + row) * size);
        }
      });
      feeds[name] = tensorFor(this.joint, name, values, [layers, rows, size]);
    });
    return feeds;
  }

  private stateOf(tensor: Tensor | undefined, part: 0 | 1, row: number, rows: number): Float32Array {
    const [layers, size] = this.stateShapes[part] ?? [0, 0];
    const all = tensor ? floatsOf(tensor) : new Float32Array();
    if (rows === 1) return all;
    const own = new Float32Array(layers * size);
    for (let layer = 0; layer < layers; layer++) {
      const start = (layer * rows + row) * size;
      own.set(all.subarray(start, start + size), layer * size);
    }
    return own;
  }
}

function copyFrames(
  row: EncodedRow,
  first: number,
  count: number,
  target: Float32Array,
  index: number,
): void {
  const available = Math.min(count, row.frames - first);
  for (let channel = 0; channel < row.width; channel++) {
    const from = channel * row.frames + first;
    const to = (index * row.width + channel) * count;
    for (let frame = 0; frame < available; frame++) target[to + frame] = row.values[from + frame] ?? 0;
  }
}
