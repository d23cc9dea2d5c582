import {
  dataTypes,
  type GraphBuilder,
  type LinearLayer,
  type ModelSource,
  type NormLayer,
  type OnnxTensor,
  signedMatrix,
} from '@parley/inference/graph-surgery';

export const microsoft = 'com.microsoft';
const epsilon = 1e-5;

/** GPT-2's layers, built in the operators that onnxruntime runs fastest. */
export class LayerNodes {
  constructor(
    readonly graph: GraphBuilder,
    private readonly source: ModelSource,
    /** The graph around a loop: there weights are prepared, once. */
    private readonly outer: GraphBuilder,
  ) {}

  private readonly prepared = new Map<string, string>();

  private weight(tensor: OnnxTensor): string {
    const name = this.graph.weight(this.source.refer(tensor));
    if (tensor.dataType !== dataTypes.float16) return name;
    return this.once(`${name} widened`, () =>
      this.outer.add('Cast', [name], { attributes: { to: dataTypes.float32 } }),
    );
  }

  private once(key: string, make: () => string): string {
    const made = this.prepared.get(key) ?? make();
    this.prepared.set(key, made);
    return made;
  }

  /** input * weight, without the bias. */
  multiply(input: string, { weight }: LinearLayer): string {
    if (weight.form === 'blocks') throw new Error('A matrix of blocks is not recognised before.');
    if (weight.form === 'integer8') {
      const { matrix, scale, zeroPoint } = signedMatrix(weight, this.source);
      const weights = [matrix, scale, zeroPoint].map((tensor) => this.graph.weight(tensor));
      return this.graph.add('DynamicQuantizeMatMul', [input, ...weights], { domain: microsoft });
    }
    const matrix = this.weight(weight.tensor);
    if (!weight.transposed) return this.graph.add('MatMul', [input, matrix]);
    const turned = this.once(`${matrix} turned`, () => this.outer.add('Transpose', [matrix]));
    return this.graph.add('MatMul', [input, turned]);
  }

  /** input * weight + bias */
  linear(input: string, layer: LinearLayer): string {
    const product = this.multiply(input, layer);
    return layer.bias ? this.graph.add('Add', [product, this.weight(layer.bias)]) : product;
  }

  normalise(input: string, norm: NormLayer): string {
    return this.graph.add('LayerNormalization', [input, this.weight(norm.scale), this.weight(norm.bias)], {
      attributes: { axis: -1, epsilon },
    });
  }

  /** The sum of both inputs and of the bias that the second still lacks, and its normalisation. */
  addAndNormalise(
    residual: string,
    added: string,
    addedBias: OnnxTensor | undefined,
    norm: NormLayer,
  ): { normalised: string; residual: string } {
    const normalised = this.graph.fresh('normalised');
    const sum = this.graph.fresh('residual');
    const bias = addedBias ? [this.weight(addedBias)] : [];
    this.graph.add(
      'SkipLayerNormalization',
      [residual, added, this.weight(norm.scale), this.weight(norm.bias), ...bias],
      { domain: microsoft, attributes: { epsilon }, outputs: [normalised, '', '', sum] },
    );
    return { normalised, residual: sum };
  }

  /** gelu(input * widen + bias) * narrow, without the last bias; the activation is GPT-2's, by tanh. */
  feedForward(input: string, widen: LinearLayer, narrow: LinearLayer): string {
    const bias = widen.bias ? [this.weight(widen.bias)] : [];
    const active = this.graph.add('FastGelu', [this.multiply(input, widen), ...bias], { domain: microsoft });
    return this.multiply(active, narrow);
  }
}
