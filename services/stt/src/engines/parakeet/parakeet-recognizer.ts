import { type GraphFacts, type GraphOptions, openGraphs } from '@parley/inference/sessions';
import { z } from 'zod';
import { type LanguageOfText, languageOfTextAmong } from '../nemo/language-of-text.js';
import { nemoLanguages } from '../nemo/languages.js';
import { nemoMelBatch } from '../nemo/mel-batch.js';
import { readModelJson, requiredFile } from '@parley/inference/model-folder';
import type { Recognizer } from '../nemo/recognizer.js';
import { transcriptOfTokens } from '../nemo/timed-words.js';
import { readVocabulary, type Vocabulary } from '../nemo/vocabulary.js';
import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import { type TransducedToken, type TransductionOptions, transduceGreedily } from './greedy-transduction.js';
import { TransducerNetwork } from './transducer-network.js';

/** `config.json` of istupakov's exports (onnx-asr, asr.py, AsrConfig). */
const configSchema = z.object({
  features_size: z.int().positive().optional(),
  subsampling_factor: z.int().positive().default(8),
  max_tokens_per_step: z.int().positive().default(10),
});
type Config = z.infer<typeof configSchema>;

const melFrameMs = 10;
/**
 * A run about four frames costs 7 % more than one about a single frame (measured at the size of Parakeet 0.6B, one
 * thread): it is bound by reading the weights. RNN-T gains more, for most of its frames are blank.
 */
const framesTogether = { tdt: 4, rnnt: 8 };

/** A NeMo transducer (Parakeet TDT or RNN-T) with everything around it: features, decoding, words and their times. */
export class ParakeetRecognizer implements Recognizer {
  private constructor(
    readonly facts: GraphFacts,
    private readonly network: TransducerNetwork,
    private readonly vocabulary: Vocabulary,
    private readonly config: Config,
    private readonly transduction: TransductionOptions,
    private readonly languageOf: LanguageOfText,
  ) {}

  /**
   * @param folder `encoder-model.onnx`, `decoder_joint-model.onnx`, `vocab.txt` and `config.json`
   * @throws ParleyError `model_files_missing` or `model_files_invalid`
   */
  static async open(
    folder: string,
    { languages = nemoLanguages, ...options }: GraphOptions & { languages?: readonly string[] },
  ): Promise<ParakeetRecognizer> {
    const config = readModelJson(folder, 'config.json', configSchema) ?? configSchema.parse({});
    const vocabulary = readVocabulary(requiredFile(folder, 'vocab.txt'));
    const blank = vocabulary.idOf('<blk>');
    // The small graph first: where CUDA cannot be had, that is known before the large one is read.
    const { sessions, facts } = await openGraphs(folder, ['decoder_joint-model', 'encoder-model'], options);
    const [joint, encoder] = sessions;
    if (!joint || !encoder) throw new Error('Not all graphs were opened.');
    const network = new TransducerNetwork(encoder, joint);
    const classes = vocabulary.tokens.length;
    const transduction = {
      classes,
      blank,
      maxTokensPerFrame: config.max_tokens_per_step,
      framesTogether: network.takesFramesTogether
        ? framesTogether[network.hasDurations(classes) ? 'tdt' : 'rnnt']
        : 1,
    };
    const languageOf = languageOfTextAmong(languages);
    return new ParakeetRecognizer(facts, network, vocabulary, config, transduction, languageOf);
  }

  async recognize(
    rows: readonly EngineRow[],
    settle: (row: number, transcript: EngineTranscript) => void,
  ): Promise<void> {
    await this.decode(rows, (index, tokens) => {
      const row = rows[index];
      if (row) settle(index, this.transcribe(tokens, row));
    });
  }

  /** The tokens in each row, as soon as they are known. */
  async decode(
    rows: readonly Pick<EngineRow, 'audio' | 'signal'>[],
    settle: (row: number, tokens: TransducedToken[]) => void,
  ): Promise<void> {
    const all = rows.map((_, index) => index);
    for (const indices of this.network.takesRowsTogether ? [all] : all.map((index) => [index])) {
      const wanted = indices.flatMap((index) => {
        const row = rows[index];
        return row && !row.signal.aborted ? [{ index, ...row }] : [];
      });
      if (wanted.length === 0) continue;
      const melBins = this.network.melBins ?? this.config.features_size ?? 80;
      const encoded = await this.network.encode(
        nemoMelBatch(
          wanted.map(({ audio }) => audio),
          melBins,
        ),
      );
      const walks = encoded.map((row, position) => ({
        row,
        signal: wanted[position]?.signal ?? new AbortController().signal,
      }));
      await transduceGreedily(this.network, walks, this.transduction, (position, tokens) =>
        settle(wanted[position]?.index ?? 0, tokens),
      );
    }
  }

  release(): Promise<void> {
    return this.network.release();
  }

  private transcribe(tokens: readonly TransducedToken[], row: EngineRow): EngineTranscript {
    const frameMs = melFrameMs * this.config.subsampling_factor;
    const audioMs = row.audio.length / 16;
    const transcript = transcriptOfTokens(
      tokens.map(({ id, startFrame, endFrame, logProbability }) => ({
        token: this.vocabulary.token(id),
        startMs: startFrame * frameMs,
        endMs: Math.min(endFrame * frameMs, audioMs),
        logProbability,
      })),
    );
    // The network finds the language out for itself and does not tell it.
    return { ...transcript, language: this.languageOf(row.request.language, transcript.text) };
  }
}
