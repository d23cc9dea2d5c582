import { dataTypes, type OnnxTensor } from '@parley/inference/graph-surgery';

/** A feature map of one picture: channels over a volume; pictures are volumes of depth 1. */
export interface FeatureShape {
  channels: number;
  depth: number;
  height: number;
  width: number;
}

/** What [1, channels, height, width] or [1, channels, depth, height, width] says; undefined for all other shapes. */
export function featureShapeOf(dims: readonly number[] | undefined): FeatureShape | undefined {
  if (dims?.[0] !== 1) return undefined;
  const [, channels = 0, ...axes] = dims;
  if (axes.length !== 2 && axes.length !== 3) return undefined;
  const [width = 0, height = 0, depth = 1] = axes.toReversed();
  return { channels, depth, height, width };
}

export const positionCount = ({ depth, height, width }: FeatureShape): number => depth * height * width;

/** Whole numbers of a small tensor that lies in the model itself. */
export function integersIn({ dataType, data }: OnnxTensor): number[] | undefined {
  if (data.place !== 'inline') return undefined;
  const buffer = new Uint8Array(data.bytes).buffer;
  if (dataType === dataTypes.int64) return [...new BigInt64Array(buffer)].map(Number);
  if (dataType === dataTypes.int32) return [...new Int32Array(buffer)];
  return undefined;
}

/** Numbers of a small tensor that lies in the model itself. */
export function floatsIn({ dataType, data }: OnnxTensor): number[] | undefined {
  if (data.place !== 'inline' || dataType !== dataTypes.float32) return undefined;
  return [...new Float32Array(new Uint8Array(data.bytes).buffer)];
}
