import {
  checkGraph,
  fixedDimension,
  type GraphFacts,
  type GraphOptions,
  OnnxSession,
  openGraphs,
  runGraph,
  tensorFor,
} from '@parley/inference/sessions';
import { z } from 'zod';
import { nemoMelBatch } from '../nemo/mel-batch.js';
import { readModelJson, requiredFile } from '@parley/inference/model-folder';
import type { Recognizer, RecognizerFacts } from '../nemo/recognizer.js';
import { confidenceOf } from '../nemo/timed-words.js';
import { cleanSpaces, isMark, joinTokens } from '../nemo/token-text.js';
import { readVocabulary, type Vocabulary } from '../nemo/vocabulary.js';
import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import { type CanaryDecoder, wholeDecoder } from './canary-decoder.js';
import { canaryPrompt } from './canary-prompt.js';
import { type GeneratedRow, type GeneratedToken, generateTokens } from './generate-tokens.js';
import { openCutDecoder } from './open-cut-decoder.js';
import { quietestMoment } from './quietest-moment.js';
import { withoutRepetition } from './repetition.js';

export interface CanaryGraphOptions extends GraphOptions {
  /** Where cut graphs go if the model's folder cannot be written. */
  cacheDirectory?: string;
  /** Whether the decoder is cut, so that keys and values are computed once; it is where absent. */
  cutsDecoder?: boolean;
}

/** `config.json` of istupakov's exports (onnx-asr, asr.py, AsrConfig). */
const configSchema = z.object({
  features_size: z.int().positive().optional(),
  max_sequence_length: z.int().positive().default(1024),
});
type Config = z.infer<typeof configSchema>;

/** One stretch of audio to be written, and by which prompt. */
interface Stretch {
  audio: Float32Array;
  prompt: number[];
  signal: AbortSignal;
}

const encoderOutputs = ['encoder_embeddings', 'encoder_mask'] as const;
/** A stretch that loops is halved so often, while its halves have this many samples (2 s). */
const mostHalvings = 2;
const shortestHalf = 32_000;

/** NVIDIA Canary with everything around it: features, prompts, the decoding loop and its guard. */
export class CanaryRecognizer implements Recognizer {
  private constructor(
    readonly facts: RecognizerFacts,
    private readonly encoder: OnnxSession,
    readonly decoder: CanaryDecoder,
    private readonly vocabulary: Vocabulary,
    private readonly config: Config,
  ) {}

  /**
   * @param folder `encoder-model.onnx`, `decoder-model.onnx`, `vocab.txt` and `config.json`
   * @throws ParleyError `model_files_missing` or `model_files_invalid`
   */
  static async open(folder: string, options: CanaryGraphOptions): Promise<CanaryRecognizer> {
    const config = readModelJson(folder, 'config.json', configSchema) ?? configSchema.parse({});
    const vocabulary = readVocabulary(requiredFile(folder, 'vocab.txt'));
    const { sessions, facts } = await openGraphs(folder, ['decoder-model', 'encoder-model'], options);
    const [exported, encoder] = sessions;
    if (!exported || !encoder) throw new Error('Not all graphs were opened.');
    checkGraph(encoder, { needed: ['audio_signal', 'length'], outputs: encoderOutputs });
    const whole = wholeDecoder(exported);
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    const decoder =
      options.cutsDecoder === false ? whole : await cutIfPossible(whole, facts, options, onNote);
    return new CanaryRecognizer({ ...facts, notes }, encoder, decoder, vocabulary, config);
  }

  async recognize(
    rows: readonly EngineRow[],
    settle: (row: number, transcript: EngineTranscript) => void,
  ): Promise<void> {
    const stretches = rows.map(({ audio, request, signal }): Stretch => {
      const { language, task, punctuation = true } = request;
      const targetLanguage = task === 'translate' ? request.targetLanguage : language;
      return {
        audio,
        signal,
        prompt: canaryPrompt(this.vocabulary, { language, targetLanguage, punctuation }),
      };
    });
    const looping: { index: number; stretch: Stretch; first: GeneratedRow }[] = [];
    const finish = (index: number, pieces: readonly GeneratedToken[][]) => {
      const row = rows[index];
      if (row) settle(index, this.transcribe(pieces, row));
    };
    await this.write(stretches, true, (index, first) => {
      const stretch = stretches[index];
      if (first.repetition && stretch) looping.push({ index, stretch, first });
      else finish(index, [first.tokens]);
    });
    for (const { index, stretch, first } of looping) {
      const pieces = await this.writeHalves(stretch, first, mostHalvings);
      if (!stretch.signal.aborted) finish(index, pieces);
    }
  }

  /**
   * Writes stretches side by side, each settled when it is done.
   * @param guardsRepetition whether a text that repeats itself is ended
   */
  async write(
    stretches: readonly Stretch[],
    guardsRepetition: boolean,
    settle: (index: number, row: GeneratedRow) => void,
  ): Promise<void> {
    const all = stretches.map((stretch, index) => ({ ...stretch, index }));
    for (const group of this.takesRowsTogether() ? [all] : all.map((one) => [one])) {
      const wanted = group.filter(({ signal }) => !signal.aborted);
      if (wanted.length === 0) continue;
      const windows = await this.encode(wanted.map(({ audio }) => audio));
      const prompts = wanted.map(({ prompt: tokens, signal }) => ({ tokens, signal }));
      const options = {
        endOfText: this.vocabulary.idOf('<|endoftext|>'),
        maxSequenceLength: this.config.max_sequence_length,
        guardsRepetition,
      };
      await generateTokens(this.decoder, windows, prompts, options, (place, row) =>
        settle(wanted[place]?.index ?? 0, row),
      );
    }
  }

  async release(): Promise<void> {
    await this.encoder.release();
    await this.decoder.release();
  }

  /** What looped may be right in two parts; what cannot be halved any more says its loop once. */
  private async writeHalves(
    { audio, prompt, signal }: Stretch,
    first: GeneratedRow,
    halvings: number,
  ): Promise<GeneratedToken[][]> {
    const { tokens, repetition } = first;
    if (!repetition) return [tokens];
    if (halvings === 0 || audio.length < 2 * shortestHalf) return [withoutRepetition(tokens, repetition)];
    const cut = quietestMoment(audio);
    const halves = [audio.subarray(0, cut), audio.subarray(cut)].map((half) => ({
      audio: half,
      prompt,
      signal,
    }));
    const written: GeneratedRow[] = [];
    await this.write(halves, true, (index, row) => (written[index] = row));
    const pieces: GeneratedToken[][] = [];
    for (const [index, half] of halves.entries()) {
      const row = written[index];
      if (row) pieces.push(...(await this.writeHalves(half, row, halvings - 1)));
    }
    return pieces;
  }

  private takesRowsTogether(): boolean {
    return (
      fixedDimension(this.encoder, 'audio_signal', 0) !== 1 &&
      fixedDimension(this.decoder.session, 'input_ids', 0) !== 1
    );
  }

  private async encode(audios: readonly Float32Array[]) {
    const melBins = fixedDimension(this.encoder, 'audio_signal', 1) ?? this.config.features_size ?? 128;
    const { values, frames, lengths } = nemoMelBatch(audios, melBins);
    const feeds = {
      audio_signal: tensorFor(this.encoder, 'audio_signal', values, [audios.length, melBins, frames]),
      length: tensorFor(this.encoder, 'length', lengths, [audios.length]),
    };
    const [embeddings, mask] = await runGraph(this.encoder, feeds, encoderOutputs);
    if (!embeddings || !mask) throw new Error('The encoder gave no output.');
    return { encoder_embeddings: embeddings, encoder_mask: mask };
  }

  /** The decoder writes no times: the text is that of the whole stretch. */
  private transcribe(pieces: readonly GeneratedToken[][], { audio, request }: EngineRow): EngineTranscript {
    const texts = pieces.map((tokens) => joinTokens(tokens.map(({ id }) => this.vocabulary.token(id))));
    const text = cleanSpaces(texts.join(' '));
    const { language } = request;
    if (text === '') return { text, language, segments: [] };
    const spoken = pieces.flat().filter(({ id }) => !isMark(this.vocabulary.token(id)));
    const segments = [{ text, startMs: 0, endMs: Math.round(audio.length / 16) }];
    return { text, language, segments, confidence: confidenceOf(spoken) };
  }
}

async function cutIfPossible(
  whole: CanaryDecoder,
  { device }: GraphFacts,
  options: CanaryGraphOptions,
  onNote: (note: string) => void,
): Promise<CanaryDecoder> {
  const { file } = whole.session;
  // Both at once would take the weights' memory twice.
  await whole.release();
  const { threads, cacheDirectory } = options;
  try {
    return await openCutDecoder(file, { device, threads, onNote, ...(cacheDirectory && { cacheDirectory }) });
  } catch (error) {
    onNote(`The decoder runs as it was exported, several times slower: ${firstLineOf(error)}`);
    return wholeDecoder(await OnnxSession.open(file, { device, threads }));
  }
}

function firstLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
