import { type Dtype, dtypeSuffixes } from '../sessions/device.js';
import type { ModelDeclaration, ModelFormat } from './model-declaration.js';

/** How the exports of a family name their files. */
interface FamilyLayout {
  family: string;
  /** Folder of the graphs in the repository; empty for its root. */
  folder: string;
  /** Each graph's part in the model, and its file without format and extension. */
  graphs: Readonly<Record<string, string>>;
  suffixes: Readonly<Partial<Record<Dtype, string>>>;
  files: ModelDeclaration['files'];
  optionalFiles: readonly string[];
}

/** How istupakov's NeMo exports mark a format (onnx-asr, `models/nemo.py`). */
const nemoSuffixes = { fp32: '', fp16: '.fp16', int8: '.int8' } as const;
const nemoFiles = [{ path: 'vocab.txt' }, { path: 'config.json' }];

const whisper: FamilyLayout = {
  family: 'whisper',
  folder: 'onnx',
  graphs: { encoder: 'encoder_model', decoder: 'decoder_model_merged' },
  suffixes: dtypeSuffixes,
  files: [{ path: 'config.json' }, { path: 'tokenizer.json' }],
  optionalFiles: [
    'generation_config.json',
    'preprocessor_config.json',
    'tokenizer_config.json',
    'special_tokens_map.json',
    'added_tokens.json',
    'normalizer.json',
  ],
};

const whisperOfTwoDecoders: FamilyLayout = {
  ...whisper,
  graphs: { encoder: 'encoder_model', decoder: 'decoder_model', nextDecoder: 'decoder_with_past_model' },
};

const canary: FamilyLayout = {
  family: 'canary',
  folder: '',
  graphs: { encoder: 'encoder-model', decoder: 'decoder-model' },
  suffixes: nemoSuffixes,
  files: nemoFiles,
  optionalFiles: [],
};

const parakeet: FamilyLayout = {
  ...canary,
  family: 'parakeet',
  graphs: { encoder: 'encoder-model', decoderJoint: 'decoder_joint-model' },
};

const ctc: FamilyLayout = {
  family: 'ctc',
  folder: '',
  graphs: { model: 'model' },
  suffixes: { ...dtypeSuffixes, int8: '.int8' },
  files: [
    { path: 'vocab.txt', alternatives: ['tokenizer.json', 'tokenizer.model', 'spm.model', 'vocab.json'] },
  ],
  optionalFiles: ['parley-model.json', 'config.json', 'tokenizer.model', 'preprocessor_config.json'],
};

export const familyLayouts = { whisper, canary, parakeet, ctc } as const;

/** The most telling first: a merged decoder goes before two, and CTC's one graph may lie beside anything. */
const byTellingNames = [whisper, whisperOfTwoDecoders, parakeet, canary, ctc];

/** A layout's graphs in every format, or in those named, with sizes where they are known. */
export function formatsOf(
  layout: FamilyLayout,
  sizes: Readonly<Partial<Record<Dtype, readonly (number | undefined)[]>>>,
): ModelDeclaration['formats'] {
  const formats: Partial<Record<Dtype, ModelFormat>> = {};
  for (const dtype of dtypesOf(layout)) {
    const known = sizes[dtype];
    if (!known) continue;
    const graphs = Object.entries(layout.graphs).map(([role, base], index) => {
      const bytes = known[index];
      return [role, { path: graphPath(layout, base, dtype), ...(bytes !== undefined && { bytes }) }] as const;
    });
    formats[dtype] = { graphs: Object.fromEntries(graphs) };
  }
  return formats;
}

/**
 * What a model outside the catalogue is, judged by the names of its files.
 * @param paths of all files, relative to the model's folder
 * @returns undefined where no family has such files
 */
export function recogniseModel(name: string, paths: ReadonlySet<string>): ModelDeclaration | undefined {
  const names = new Set([...paths].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const hasGraphs = (layout: FamilyLayout, dtype: Dtype) =>
    Object.values(layout.graphs).every((base) => names.has(graphName(layout, base, dtype)));
  for (const layout of byTellingNames) {
    const dtypes = dtypesOf(layout).filter((dtype) => hasGraphs(layout, dtype));
    if (dtypes.length > 0) return modelOfLayout(name, layout, dtypes);
  }
  return undefined;
}

/** A model outside the catalogue, by the way in which its files are named. */
export function modelOfLayout(
  name: string,
  layout: FamilyLayout,
  dtypes: readonly Dtype[] = dtypesOf(layout),
): ModelDeclaration {
  return {
    name,
    aliases: [],
    family: layout.family,
    service: 'stt',
    description: `A ${layout.family} model from outside the catalogue`,
    languages: [],
    license: { name: 'not known' },
    files: layout.files,
    optionalFiles: layout.optionalFiles,
    formats: formatsOf(layout, Object.fromEntries(dtypes.map((dtype) => [dtype, []]))),
  };
}

/** A CTC model whose graph and vocabulary have names of their own. */
export function withGraph(graph: string, vocabulary: string): FamilyLayout {
  return { ...ctc, graphs: { model: graph }, files: [{ path: vocabulary }] };
}

function dtypesOf({ suffixes }: FamilyLayout): Dtype[] {
  return (Object.keys(dtypeSuffixes) as Dtype[]).filter((dtype) => suffixes[dtype] !== undefined);
}

function graphName({ suffixes }: FamilyLayout, base: string, dtype: Dtype): string {
  return `${base}${suffixes[dtype] ?? ''}.onnx`;
}

function graphPath(layout: FamilyLayout, base: string, dtype: Dtype): string {
  const name = graphName(layout, base, dtype);
  return layout.folder === '' ? name : `${layout.folder}/${name}`;
}
