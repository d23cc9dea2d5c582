import type { Tensor } from '@parley/inference/sessions';
import { selectRows } from './tensor-rows.js';
import type { EncodedWindows } from './whisper-network.js';

/** The encoder's output as a tensor [rows, audioPositions, width], and what a decoder makes of it once. */
export class EncodedTensor implements EncodedWindows {
  /** @param cross the loop graph's keys and values `cross.*`; empty where decoding goes token by token */
  constructor(
    readonly hidden: Tensor,
    readonly cross: Readonly<Record<string, Tensor>> = {},
  ) {}

  get rows(): number {
    return this.hidden.dims[0] ?? 0;
  }

  select(rows: readonly number[]): EncodedTensor {
    const cross = Object.entries(this.cross).map(([name, tensor]) => [name, selectRows(tensor, rows)]);
    return new EncodedTensor(selectRows(this.hidden, rows), Object.fromEntries(cross));
  }

  /** @throws where the windows were encoded by something else */
  static of(windows: EncodedWindows): EncodedTensor {
    if (windows instanceof EncodedTensor) return windows;
    throw new Error('These windows were not encoded by this network.');
  }
}
