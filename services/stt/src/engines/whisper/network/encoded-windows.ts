import type { Tensor } from '@parley/inference/sessions';
import { selectRows } from './tensor-rows.js';
import type { EncodedWindows } from './whisper-network.js';

/** The encoder's output as a tensor [rows, audioPositions, width]. */
export class EncodedTensor implements EncodedWindows {
  constructor(readonly hidden: Tensor) {}

  get rows(): number {
    return this.hidden.dims[0] ?? 0;
  }

  select(rows: readonly number[]): EncodedTensor {
    return new EncodedTensor(selectRows(this.hidden, rows));
  }

  /** @throws where the windows were encoded by something else */
  static of(windows: EncodedWindows): EncodedTensor {
    if (windows instanceof EncodedTensor) return windows;
    throw new Error('These windows were not encoded by this network.');
  }
}
