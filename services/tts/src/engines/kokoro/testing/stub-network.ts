import { type DataTypeName, dataTypes, GraphBuilder, writeModel } from '@parley/inference/graph-surgery';
import { stubAmplitude, stubCarrier, stubFrames, symbolCount } from './stub-speech.js';

/** How the exports of Kokoro differ. */
export interface StubExport {
  ids: 'input_ids' | 'tokens';
  waveform: { name: 'waveform' | 'audio'; hasBatch: boolean };
  durations?: { name: 'durations' | 'duration'; type: 'int64' | 'float32' };
  speed: 'float32' | 'int32';
}

/** As onnx-community/Kokoro-82M-v1.0-ONNX-timestamped has it. */
export const timestampedExport: StubExport = {
  ids: 'input_ids',
  waveform: { name: 'waveform', hasBatch: true },
  durations: { name: 'durations', type: 'int64' },
  speed: 'float32',
};

/**
 * A graph with the names, shapes and types of a public export, that speaks as `stub-speech.ts` says: each symbol lasts so
 * many frames and hums so loud, times the first number of the style. Its length comes from its input, as Kokoro's does.
 */
export function stubNetwork(how: StubExport): Uint8Array {
  const graph = GraphBuilder.create('kokoro-stub');
  const ids = graph.input(how.ids, 'int64', ['batch_size', 'input_ids_len']);
  const style = graph.input('style', 'float32', ['batch_size', 256]);
  const speed = graph.input('speed', how.speed, ['batch_size']);
  const cast = (value: string, to: DataTypeName) =>
    graph.add('Cast', [value], { attributes: { to: dataTypes[to] } });
  const table = (values: (id: number) => number) =>
    graph.constant(
      'float32',
      [symbolCount],
      Float32Array.from({ length: symbolCount }, (_, id) => values(id)),
    );

  const flatIds = graph.add('Reshape', [ids, graph.list(-1)]);
  const atSpeed = graph.add('Div', [
    graph.add('Gather', [table(stubFrames), flatIds]),
    cast(speed, 'float32'),
  ]);
  const frames = graph.add('Max', [graph.add('Round', [atSpeed]), graph.float(1)]);
  const ends = graph.add('CumSum', [frames, graph.integer(0)]);
  const total = graph.add('ReduceSum', [frames], { attributes: { keepdims: 0 } });
  const frameTimes = graph.add('Range', [graph.float(0), total, graph.float(1)]);
  // The symbol of each frame: how many symbols have ended by then.
  const hasEnded = graph.add('GreaterOrEqual', [graph.add('Unsqueeze', [frameTimes, graph.list(1)]), ends]);
  const symbolOfFrame = graph.add('ReduceSum', [cast(hasEnded, 'int64'), graph.list(1)], {
    attributes: { keepdims: 0 },
  });
  const loudness = graph.add('Gather', [graph.add('Gather', [table(stubAmplitude), flatIds]), symbolOfFrame]);
  const gain = graph.add('Slice', [
    graph.add('Reshape', [style, graph.list(-1)]),
    graph.list(0),
    graph.list(1),
  ]);
  const loudFrames = graph.add('Unsqueeze', [graph.add('Mul', [loudness, gain]), graph.list(1)]);
  const hum = graph.add('Mul', [loudFrames, graph.constant('float32', [1, stubCarrier.length], stubCarrier)]);

  const waveShape = how.waveform.hasBatch ? graph.list(1, -1) : graph.list(-1);
  graph.add('Reshape', [hum, waveShape], { outputs: [how.waveform.name] });
  const waveDims = how.waveform.hasBatch ? ['batch_size', 'num_samples'] : ['num_samples'];
  graph.output(how.waveform.name, 'float32', waveDims);
  if (how.durations) {
    const { name, type } = how.durations;
    graph.add('Cast', [frames], { attributes: { to: dataTypes[type] }, outputs: [name] });
    graph.output(name, type, ['input_ids_len']);
  }
  return writeModel({
    irVersion: 9,
    operatorSets: [{ domain: '', version: 17 }],
    graph: graph.buildOutermost(),
    unknownFields: [],
  });
}
