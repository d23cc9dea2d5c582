import type { DevicePreference } from '@parley/inference';

/** How LivePortrait's files are opened: plain data but for the callbacks, as every engine has it. */
export interface NetworkOptions {
  device: DevicePreference;
  /** Threads of one run. */
  threads: number;
  /** The number format to prefer where several are there: half precision on a GPU and single on a CPU where absent. */
  dtype?: 'fp32' | 'fp16';
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
  /** Called with what an operator should know, such as a derived graph that cannot be kept. */
  onNote?: (note: string) => void;
  /** Called where CUDA was wanted and cannot be had; the network then runs on the CPU. */
  onDeviceFallback?: (reason: string) => void;
}
