import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { dtypeSuffixes } from '@parley/inference';
import {
  type Feeds,
  type GraphOptions,
  type OnnxSession,
  checkGraph,
  floatsOf,
  integersOf,
  openGraphs,
  runGraph,
  type Tensor,
  tensorFor,
} from '@parley/inference/sessions';
import type { KokoroFacts } from './kokoro-protocol.js';
import { boundaryId, type KokoroVocabulary } from './phonemes/vocabulary.js';
import { styleSize } from './voices/style-files.js';

/** The graph without format and extension: onnx-community's, the same laid flat, thewh1teagle's. */
const stems = ['onnx/model', 'model', 'kokoro-v1.0', 'kokoro-v0_19', 'kokoro'];

/** Names of inputs and outputs in the exports, the common ones first. */
const names = {
  ids: ['input_ids', 'tokens'],
  waveform: ['waveform', 'audio'],
  durations: ['durations', 'duration'],
} as const;

/** Kokoro as StyleTTS 2: symbols, a style and a speed in, a waveform at 24 kHz out. */
export class KokoroNetwork {
  private constructor(
    readonly facts: KokoroFacts,
    private readonly session: OnnxSession,
    private readonly vocabulary: KokoroVocabulary,
    private readonly bound: { ids: string; waveform: string; durations: string | undefined },
  ) {}

  /** @throws ParleyError `model_files_missing` or `model_files_invalid` */
  static async open(
    folder: string,
    vocabulary: KokoroVocabulary,
    options: GraphOptions,
  ): Promise<KokoroNetwork> {
    const { sessions, facts } = await openGraphs(folder, [stemIn(folder)], options);
    const [session] = sessions;
    if (!session) throw new Error('No graph was opened.');
    const bound = {
      ids: names.ids.find((name) => session.inputs.has(name)) ?? names.ids[0],
      waveform: names.waveform.find((name) => session.outputs.has(name)) ?? names.waveform[0],
      durations: names.durations.find((name) => session.outputs.has(name)),
    };
    checkGraph(session, { needed: [bound.ids, 'style', 'speed'], outputs: [bound.waveform] });
    const hasWholeSpeeds = session.inputs.get('speed')?.type.startsWith('int') === true;
    const tellsDurations = bound.durations !== undefined;
    return new KokoroNetwork({ ...facts, tellsDurations, hasWholeSpeeds }, session, vocabulary, bound);
  }

  /**
   * @param phonemes symbols of the vocabulary, at most `maxSymbols`
   * @param style of `styleSize` numbers
   * @returns samples from -1 to 1, and frames for each symbol and both ends where the network tells them
   */
  async run(phonemes: string, style: Float32Array, speed: number) {
    const ids = Array.from(phonemes, (symbol) => this.vocabulary.get(symbol) ?? boundaryId);
    const input = [boundaryId, ...ids, boundaryId];
    const { ids: idsName, waveform: waveformName, durations: durationsName } = this.bound;
    const feeds: Feeds = {
      [idsName]: tensorFor(this.session, idsName, input, [1, input.length]),
      style: tensorFor(this.session, 'style', style, [1, styleSize]),
      speed: tensorFor(this.session, 'speed', [speed], [1]),
    };
    const outputs = durationsName === undefined ? [waveformName] : [waveformName, durationsName];
    const [waveform, durations] = await runGraph(this.session, feeds, outputs);
    if (!waveform) throw new Error('A run has a waveform.');
    return { samples: floatsOf(waveform), ...(durations && { frames: numbersOf(durations) }) };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function stemIn(folder: string): string {
  const suffixes = Object.values(dtypeSuffixes).flatMap((suffix) => [suffix, suffix.replace('_', '.')]);
  const there = stems.find((stem) => suffixes.some((end) => existsSync(join(folder, `${stem}${end}.onnx`))));
  if (there !== undefined) return there;
  throw new ParleyError(
    'model_files_missing',
    `There is no graph of Kokoro in ${basename(folder)}, such as onnx/model.onnx. Fetch the model's files.`,
  );
}

/** Exports tell durations as whole numbers or not. */
const numbersOf = (tensor: Tensor) =>
  tensor.type.startsWith('float') ? Array.from(floatsOf(tensor)) : integersOf(tensor);
