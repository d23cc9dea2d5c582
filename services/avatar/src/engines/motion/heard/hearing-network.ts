import { visemes } from '@parley/contracts';
import network from './network.json' with { type: 'json' };
import { featureCount } from './speech-features.js';

const hiddenCount = network.hidden.bias.length;
const hiddenWeights = decoded(network.hidden.weights);
const outputWeights = decoded(network.output.weights);

/**
 * How likely each viseme is, in the order of contracts' `visemes`, logarithmic and up to a constant: a network of 32
 * hidden units, trained on synthetic speech of 17 languages and 5 other voices (`tests/reference/heard-visemes`).
 */
export function hearVisemes(features: Float32Array): Float32Array {
  const hidden = new Float32Array(hiddenCount);
  for (let unit = 0; unit < hiddenCount; unit++) {
    let sum = network.hidden.bias[unit] ?? 0;
    for (let i = 0; i < featureCount; i++) {
      sum += (hiddenWeights[unit * featureCount + i] ?? 0) * (features[i] ?? 0);
    }
    hidden[unit] = Math.tanh(sum);
  }
  return Float32Array.from(visemes, (_, viseme) => {
    let sum = network.output.bias[viseme] ?? 0;
    for (let unit = 0; unit < hiddenCount; unit++) {
      sum += (outputWeights[viseme * hiddenCount + unit] ?? 0) * (hidden[unit] ?? 0);
    }
    return sum;
  });
}

/** Weights kept as 8-bit numbers. */
function decoded({ scale, values }: { scale: number; values: string }): Float32Array {
  return Float32Array.from(new Int8Array(Buffer.from(values, 'base64')), (whole) => whole * scale);
}
