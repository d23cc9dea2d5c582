import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { type Device, type DevicePreference, hasNvidiaDevice } from './device.js';

export interface SessionOptions {
  /** `cpu` where absent. */
  device?: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** Whether a run's memory is laid out as one block from the second run on, beside what the first one took; true where absent. */
  plansMemory?: boolean;
  /** Options by onnxruntime's own names, such as `session.model_external_initializers_file_folder_path`. */
  extra?: Readonly<Record<string, string>>;
  /** Called where CUDA was wanted and cannot be had; the session then runs on the CPU. */
  onDeviceFallback?: (reason: string) => void;
}

/** One input or output as the file declares it; a symbolic dimension is its name. */
export interface TensorDeclaration {
  name: string;
  type: Tensor.Type;
  shape: readonly (number | string)[];
}

/**
 * Threads wait for the next operator awake, but only so long: 13 % sooner per token in Whisper's loop graph on two threads,
 * at no more processor time. Unbounded spinning burns a core between runs; none at all wakes a thread for each operator.
 */
const briefSpinning = {
  'session.intra_op.allow_spinning': '1',
  'session.intra_op.spin_duration_us': '20',
} as const;

export type Feeds = Readonly<Record<string, Tensor>>;

/** A network ready to run. `run` blocks its thread: sessions live in engine processes only. */
export class OnnxSession {
  private constructor(
    private readonly session: InferenceSession,
    readonly file: string,
    readonly device: Device,
    readonly inputs: ReadonlyMap<string, TensorDeclaration>,
    readonly outputs: ReadonlyMap<string, TensorDeclaration>,
  ) {}

  /**
   * Opens a file, or a graph in memory. CUDA that cannot be loaded falls back to the CPU, and says so.
   * @param file path of the graph, or a name for messages beside `bytes`
   * @throws ParleyError `model_files_invalid` where the file cannot be loaded.
   */
  static async open(file: string, options: SessionOptions, bytes?: Uint8Array): Promise<OnnxSession> {
    const { device = 'cpu', onDeviceFallback } = options;
    let reasonAgainstCuda: string | undefined;
    if (device === 'cuda' || (device === 'auto' && hasNvidiaDevice())) {
      try {
        return await OnnxSession.create(file, 'cuda', options, bytes);
      } catch (error) {
        reasonAgainstCuda = firstLine(error);
      }
    }
    try {
      const session = await OnnxSession.create(file, 'cpu', options, bytes);
      // A graph that loads nowhere is damaged: that says nothing of CUDA.
      if (reasonAgainstCuda !== undefined) onDeviceFallback?.(reasonAgainstCuda);
      return session;
    } catch (error) {
      throw new ParleyError(
        'model_files_invalid',
        `The model file ${basename(file)} cannot be loaded: ${firstLine(error)} ` +
          'It may be cut short or damaged. Fetch it again.',
        { cause: error },
      );
    }
  }

  private static async create(
    file: string,
    device: Device,
    { threads, plansMemory = true, extra }: SessionOptions,
    bytes: Uint8Array | undefined,
  ): Promise<OnnxSession> {
    const sessionOptions: InferenceSession.SessionOptions = {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: plansMemory,
      extra: { ...briefSpinning, ...extra },
    };
    const session = bytes
      ? await InferenceSession.create(bytes, sessionOptions)
      : await InferenceSession.create(file, sessionOptions);
    return new OnnxSession(
      session,
      file,
      device,
      declarations(session.inputMetadata),
      declarations(session.outputMetadata),
    );
  }

  /**
   * One run.
   * @param fetches the outputs wanted: fewer cost less; all where absent
   * @returns exactly the outputs asked for
   */
  async run(feeds: Feeds, fetches?: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    return this.session.run(feeds, fetches ?? [...this.outputs.keys()]);
  }

  /** Frees the network's memory; the garbage collector would not. */
  release(): Promise<void> {
    return this.session.release();
  }
}

function declarations(
  metadata: readonly InferenceSession.ValueMetadata[],
): ReadonlyMap<string, TensorDeclaration> {
  return new Map(
    metadata.map((value) => {
      if (!value.isTensor) throw new Error(`"${value.name}" is no tensor.`);
      const { name, type, shape } = value;
      return [name, { name, type, shape }];
    }),
  );
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.slice(0, 400) ?? '';
}
