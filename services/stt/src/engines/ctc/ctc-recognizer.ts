import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import {
  checkGraph,
  fixedDimension,
  floatsOf,
  type GraphFacts,
  type GraphOptions,
  integersOf,
  type OnnxSession,
  openGraphs,
  runGraph,
  tensorFor,
} from '@parley/inference/sessions';
import { type LanguageOfText, languageOfTextAmong } from '../nemo/language-of-text.js';
import type { Recognizer } from '../nemo/recognizer.js';
import { transcriptOfTokens } from '../nemo/timed-words.js';
import type { Vocabulary } from '../nemo/vocabulary.js';
import { ctcFeatures, type FeatureBatch } from './ctc-features.js';
import type { CtcManifest } from './ctc-manifest.js';
import { alignTokens } from './decoding/align-tokens.js';
import { decodeGreedily } from './decoding/greedy-decoding.js';
import { type DecodedToken, type LogProbabilities, logSoftmax } from './decoding/log-probabilities.js';
import { searchPrefixBeam } from './decoding/prefix-beam-search.js';
import { readCtcManifest } from './read-ctc-manifest.js';
import { readCtcVocabulary } from './vocabulary/read-ctc-vocabulary.js';

const samplesPerMs = 16;
const samplesPerMelFrame = 160;

/** A CTC network with everything around it: features, decoding, words and their times. */
export class CtcRecognizer implements Recognizer {
  private constructor(
    readonly manifest: CtcManifest,
    readonly facts: GraphFacts,
    private readonly session: OnnxSession,
    private readonly vocabulary: Vocabulary,
    private readonly languageOf: LanguageOfText,
  ) {}

  /**
   * @param folder `parley-model.json` (or the exporter's `config.json`), the graph and the vocabulary
   * @throws ParleyError `model_files_missing` or `model_files_invalid`
   */
  static async open(folder: string, options: GraphOptions): Promise<CtcRecognizer> {
    const manifest = readCtcManifest(folder);
    const vocabulary = readCtcVocabulary(folder, manifest.vocabulary);
    const { sessions, facts } = await openGraphs(folder, [manifest.graph], options);
    const [session] = sessions;
    if (!session) throw new Error('No graph was opened.');
    const { features, lengths, mask } = manifest.inputs;
    const { name, lengths: stepCounts } = manifest.output;
    checkGraph(session, {
      needed: [features],
      optional: [lengths, mask].filter((input) => input !== undefined),
      outputs: stepCounts === undefined ? [name] : [name, stepCounts],
    });
    return new CtcRecognizer(manifest, facts, session, vocabulary, languageOfTextAmong(manifest.languages));
  }

  async recognize(
    rows: readonly EngineRow[],
    settle: (row: number, transcript: EngineTranscript) => void,
  ): Promise<void> {
    const together = this.takesRowsTogether()
      ? [rows.map((_, index) => index)]
      : rows.map((_, index) => [index]);
    for (const indices of together) {
      const wanted = indices.filter((index) => rows[index]?.signal.aborted === false);
      if (wanted.length === 0) continue;
      const decoded = await this.decode(wanted.map((index) => rows[index]?.audio ?? new Float32Array()));
      decoded.forEach((tokens, position) => {
        const index = wanted[position] ?? 0;
        settle(index, this.transcribe(tokens, rows[index]));
      });
    }
  }

  /** The tokens in each waveform. */
  async decode(waveforms: readonly Float32Array[]): Promise<DecodedToken[][]> {
    const batch = ctcFeatures(this.manifest.features, waveforms);
    const { name, lengths, isLogProbability } = this.manifest.output;
    const outputs = lengths === undefined ? [name] : [name, lengths];
    const [scores, counts] = await runGraph(this.session, this.feeds(batch), outputs);
    const [, steps = 0, classes = 0] = scores?.dims ?? [];
    const values = scores ? floatsOf(scores) : new Float32Array();
    const validSteps = counts ? integersOf(counts) : batch.lengths.map((length) => this.stepsOf(length));
    return waveforms.map((_, row) => {
      const valid = Math.max(0, Math.min(validSteps[row] ?? steps, steps));
      const start = row * steps * classes;
      const own = values.subarray(start, start + valid * classes);
      if (!isLogProbability) logSoftmax(own, classes);
      return this.decodeRow({ values: own, steps: valid, classes });
    });
  }

  release(): Promise<void> {
    return this.session.release();
  }

  private decodeRow(probabilities: LogProbabilities): DecodedToken[] {
    const blank = this.manifest.blank === 'last' ? probabilities.classes - 1 : this.manifest.blank;
    const { decoding } = this.manifest;
    if (decoding.method === 'greedy') return decodeGreedily(probabilities, blank);
    const { ids } = searchPrefixBeam(probabilities, blank, decoding.width);
    return alignTokens(probabilities, ids, blank);
  }

  /** Rows of different lengths may share a run only where the graph can be told their lengths. */
  private takesRowsTogether(): boolean {
    const { features, lengths, mask } = this.manifest.inputs;
    if (fixedDimension(this.session, features, 0) === 1) return false;
    return [lengths, mask].some((input) => input !== undefined && this.session.inputs.has(input));
  }

  private feeds({ values, dims, length, lengths }: FeatureBatch) {
    const { inputs } = this.manifest;
    const feeds = { [inputs.features]: tensorFor(this.session, inputs.features, values, dims) };
    if (inputs.lengths !== undefined && this.session.inputs.has(inputs.lengths)) {
      feeds[inputs.lengths] = tensorFor(this.session, inputs.lengths, lengths, [lengths.length]);
    }
    if (inputs.mask !== undefined && this.session.inputs.has(inputs.mask)) {
      const mask = lengths.flatMap((valid) => Array.from({ length }, (_, frame) => Number(frame < valid)));
      feeds[inputs.mask] = tensorFor(this.session, inputs.mask, mask, [lengths.length, length]);
    }
    return feeds;
  }

  /** Steps of the output that so many frames, or samples, reach. */
  private stepsOf(length: number): number {
    return Math.floor((length - 1) / this.manifest.features.subsampling) + 1;
  }

  private transcribe(tokens: readonly DecodedToken[], row: EngineRow | undefined): EngineTranscript {
    const { features } = this.manifest;
    const samplesPerStep = features.subsampling * (features.kind === 'waveform' ? 1 : samplesPerMelFrame);
    const stepMs = samplesPerStep / samplesPerMs;
    const audioMs = (row?.audio.length ?? 0) / samplesPerMs;
    const transcript = transcriptOfTokens(
      tokens.map(({ id, startStep, endStep, logProbability }) => ({
        token: this.vocabulary.token(id),
        startMs: startStep * stepMs,
        endMs: Math.min(endStep * stepMs, audioMs),
        logProbability,
      })),
    );
    return { ...transcript, language: this.languageOf(row?.request.language ?? 'auto', transcript.text) };
  }
}
