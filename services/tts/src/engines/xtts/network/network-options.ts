import type { DevicePreference } from '@parley/inference';

export interface NetworkOptions {
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** Generate with the export's own graph, token by token: for comparison. */
  stepwise?: boolean;
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
  /** Called once where CUDA was wanted and cannot be had. */
  onDeviceFallback?: (reason: string) => void;
  /** Called with what an operator should know: a file that does not load, generation that is not in one graph. */
  onNote?: (note: string) => void;
}
