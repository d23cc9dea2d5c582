import {
  dataTypes,
  type GraphBuilder,
  type ModelSource,
  type OnnxModel,
  type LinearLayer,
  type NormLayer,
  type OnnxTensor,
  signedMatrix,
} from '@parley/inference/graph-surgery';
import type { AttentionLayer, EmbeddingTable } from '../recognition/network-layers.js';
import { blockMatrix } from './block-weights.js';

const microsoft = 'com.microsoft';

/** Whisper's layers, built in the operators that onnxruntime runs fastest. */
export class LayerBuilder {
  constructor(
    readonly graph: GraphBuilder,
    private readonly source: ModelSource,
    /** Where weights are prepared: around a loop, so that it is done once. */
    private readonly outer: GraphBuilder = graph,
  ) {}

  private readonly widened = new Map<string, string>();

  weight(tensor: OnnxTensor): string {
    const name = this.graph.weight(this.source.refer(tensor));
    return tensor.dataType === dataTypes.float16 ? this.widen(name) : name;
  }

  /** A half-precision weight in single precision, in which everything here is computed. */
  private widen(name: string): string {
    const known = this.widened.get(name);
    if (known !== undefined) return known;
    const widened = this.outer.add('Cast', [name], { attributes: { to: dataTypes.float32 } });
    this.widened.set(name, widened);
    return widened;
  }

  /** input * weight, without the bias. */
  multiply(input: string, { weight }: LinearLayer): string {
    if (weight.form === 'blocks') {
      const { node, tensors } = weight;
      const attributes = Object.fromEntries(node.attributes);
      return this.graph.add(node.operator, [input, ...tensors.map((tensor) => this.weight(tensor))], {
        domain: node.domain,
        attributes,
      });
    }
    const blocks =
      weight.form === 'integer8' && weight.transposed ? blockMatrix(weight, this.source) : undefined;
    if (blocks) {
      const weights = blocks.inputs.map((tensor) => this.graph.weight(tensor));
      return this.graph.add('MatMulNBits', [input, ...weights], {
        domain: microsoft,
        attributes: blocks.attributes,
      });
    }
    if (weight.form === 'integer8') {
      const { matrix, scale, zeroPoint } = signedMatrix(weight, this.source);
      const weights = [matrix, scale, zeroPoint].map((tensor) => this.graph.weight(tensor));
      return this.graph.add('DynamicQuantizeMatMul', [input, ...weights], { domain: microsoft });
    }
    if (!weight.transposed) return this.graph.add('MatMul', [input, this.weight(weight.tensor)]);
    return this.graph.add('FusedMatMul', [input, this.weight(weight.tensor)], {
      domain: microsoft,
      attributes: { transB: 1 },
    });
  }

  /** input * weight + bias */
  linear(input: string, layer: LinearLayer): string {
    const product = this.multiply(input, layer);
    return layer.bias ? this.graph.add('Add', [product, this.weight(layer.bias)]) : product;
  }

  /** The sum of both inputs and of the bias that the second still lacks, and its normalisation. */
  addAndNormalise(
    residual: string,
    added: string,
    addedBias: OnnxTensor | undefined,
    norm: NormLayer,
  ): { normalised: string; residual: string } {
    const outputs = [this.graph.fresh('normalised'), '', '', this.graph.fresh('residual')];
    const bias = addedBias ? [this.weight(addedBias)] : [];
    this.graph.add(
      'SkipLayerNormalization',
      [residual, added, this.weight(norm.scale), this.weight(norm.bias), ...bias],
      { domain: microsoft, attributes: { epsilon: 1e-5 }, outputs },
    );
    return { normalised: outputs[0] ?? '', residual: outputs[3] ?? '' };
  }

  normalise(input: string, norm: NormLayer): string {
    return this.graph.add('LayerNormalization', [input, this.weight(norm.scale), this.weight(norm.bias)], {
      attributes: { axis: -1, epsilon: 1e-5 },
    });
  }

  /** gelu(input * widen + bias) * narrow, without the last bias. */
  feedForward(input: string, widen: LinearLayer, narrow: LinearLayer): string {
    const wide = this.multiply(input, widen);
    const active = widen.bias
      ? this.graph.add('BiasGelu', [wide, this.weight(widen.bias)], { domain: microsoft })
      : this.graph.add('Gelu', [wide], { domain: microsoft });
    return this.multiply(active, narrow);
  }

  /** Every position looks at all positions; without the projection that follows. */
  selfAttention(input: string, { query, key, value }: AttentionLayer, heads: number): string {
    return this.graph.add(
      'MultiHeadAttention',
      [this.linear(input, query), this.linear(input, key), this.linear(input, value)],
      { domain: microsoft, attributes: { num_heads: heads } },
    );
  }

  /** What was built, as a model. */
  model(): OnnxModel {
    return {
      irVersion: 9,
      operatorSets: [
        { domain: '', version: 18 },
        { domain: microsoft, version: 1 },
      ],
      graph: this.graph.buildOutermost(),
      unknownFields: [],
    };
  }

  lookUp(table: EmbeddingTable, indices: string): string {
    if (table.form === 'float') return this.graph.add('Gather', [this.weight(table.tensor), indices]);
    const rows = this.graph.add('Gather', [this.weight(table.tensor), indices]);
    return this.graph.add('DequantizeLinear', [
      rows,
      this.weight(table.scale),
      ...(table.zeroPoint ? [this.weight(table.zeroPoint)] : []),
    ]);
  }
}
