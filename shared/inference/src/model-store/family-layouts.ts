import { speechLanguages } from '@parley/contracts';
import { type Dtype, dtypeSuffixes } from '../sessions/device.js';
import type { ModelDeclaration, ModelFormat, ModelLicense, ModelService } from './model-declaration.js';

/** How the exports of a family name their files. */
interface FamilyLayout {
  family: string;
  /** Speech to text where absent. */
  service?: ModelService;
  /** That of every model of the family, wherever it comes from. */
  license?: ModelLicense;
  /** Languages of every model of the family. */
  languages?: readonly string[];
  /** Folder of the graphs in the repository; empty for its root. */
  folder: string;
  /** Each graph's part in the model, and its file without format and extension. */
  graphs: Readonly<Record<string, string>>;
  suffixes: Readonly<Partial<Record<Dtype, string>>>;
  /** Other names of a family's one graph. */
  graphAlternatives?: Readonly<Partial<Record<Dtype, readonly string[]>>>;
  /** A file that must be there beside the graphs, where those have names that anybody gives. */
  tellingFile?: RegExp;
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

/** Voices of the languages that espeak-ng gives phonemes for (hexgrad/kokoro, `kokoro.js/voices`). */
const kokoroVoices = (
  'af_alloy af_aoede af_bella af_heart af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky am_adam am_echo ' +
  'am_eric am_fenrir am_liam am_michael am_onyx am_puck am_santa bf_alice bf_emma bf_isabella bf_lily bm_daniel ' +
  'bm_fable bm_george bm_lewis ef_dora em_alex em_santa ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola ' +
  'pf_dora pm_alex pm_santa'
).split(' ');

/** onnx-community's exports, and thewh1teagle's, whose graph has a name of its own and whose voices are one archive. */
const kokoro: FamilyLayout = {
  family: 'kokoro',
  service: 'tts',
  languages: ['en', 'es', 'fr', 'hi', 'it', 'pt'],
  folder: 'onnx',
  graphs: { model: 'model' },
  suffixes: dtypeSuffixes,
  graphAlternatives: {
    fp32: ['kokoro-v1.0.onnx'],
    fp16: ['kokoro-v1.0.fp16.onnx'],
    int8: ['kokoro-v1.0.int8.onnx'],
  },
  tellingFile: /(^|\/)(voices\/[a-z][fm]\w*\.bin|voices-v[\w.-]+\.bin)$/,
  files: [
    {
      path: 'voices/af_heart.bin',
      alternatives: ['voices-v1.0.bin', 'voices/af_bella.bin', 'voices/af.bin'],
    },
  ],
  optionalFiles: [
    'tokenizer.json',
    'config.json',
    'voices-v1.0.bin',
    ...kokoroVoices.map((voice) => `voices/${voice}.bin`),
  ],
};

/** In pltobing's bundle the files lie in a folder; the output of docker/models/xtts has them in its root. */
const xttsFile = (path: string, bytes?: number) => ({
  path: `xtts_onnx/${path}`,
  alternatives: [path],
  ...(bytes !== undefined && { bytes }),
});
const xttsAdditions = ['speakers.bin', 'speakers.json', 'hifigan_frames.onnx', 'parley-manifest.json'];

/** Only the GPT comes in several formats: the other graphs are files beside it. Sizes as the reference has them. */
const xtts: FamilyLayout = {
  family: 'xtts',
  service: 'tts',
  languages: speechLanguages,
  license: {
    name: 'CPML (non-commercial)',
    url: 'https://huggingface.co/coqui/XTTS-v2/blob/main/LICENSE.txt',
    acceptedAs: 'cpml',
  },
  folder: 'xtts_onnx',
  graphs: { gpt: 'gpt_model' },
  suffixes: { fp32: '', int8: '_int8' },
  files: [
    xttsFile('metadata.json', 645),
    xttsFile('vocab.json'),
    xttsFile('mel_stats.npy'),
    xttsFile('embeddings/mel_embedding.npy'),
    xttsFile('embeddings/mel_pos_embedding.npy'),
    xttsFile('embeddings/text_embedding.npy'),
    xttsFile('embeddings/text_pos_embedding.npy'),
    xttsFile('conditioning_encoder.onnx', 185_000_000),
    xttsFile('speaker_encoder.onnx', 32_000_000),
    xttsFile('hifigan_vocoder.onnx', 71_000_000),
  ],
  optionalFiles: xttsAdditions.flatMap((path) => [path, `xtts_onnx/${path}`]),
};

const inFolder = (folder: string, names: readonly string[]) =>
  names.flatMap((name) => [`${folder}/${name}`, name]);

/** FasterLivePortrait's files; the same folder holds InsightFace's, which are a model of their own. */
const livePortrait: FamilyLayout = {
  family: 'liveportrait',
  service: 'avatar',
  license: { name: 'MIT', url: 'https://github.com/KwaiVGI/LivePortrait/blob/main/LICENSE' },
  folder: 'liveportrait_onnx',
  graphs: {
    appearance: 'appearance_feature_extractor',
    motion: 'motion_extractor',
    generator: 'warping_spade',
    stitching: 'stitching',
  },
  suffixes: { fp32: '' },
  files: [],
  optionalFiles: inFolder('liveportrait_onnx', ['stitching_eye.onnx', 'stitching_lip.onnx', 'landmark.onnx']),
};

/** Ditto's, where the generator is in two halves; `_ori` is without the plugin for TensorRT. */
const livePortraitOfDitto: FamilyLayout = {
  ...livePortrait,
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  folder: 'ditto_onnx',
  graphs: {
    appearance: 'appearance_extractor',
    motion: 'motion_extractor',
    warp: 'warp_network_ori',
    decoder: 'decoder',
    stitching: 'stitch_network',
  },
  optionalFiles: inFolder('ditto_onnx', ['landmark203.onnx']),
};

const livePortraitOfFacefusion: FamilyLayout = {
  ...livePortrait,
  folder: '',
  graphs: {
    appearance: 'live_portrait_feature_extractor',
    motion: 'live_portrait_motion_extractor',
    generator: 'live_portrait_generator',
    stitching: 'live_portrait_stitcher',
  },
  optionalFiles: ['live_portrait_eye_retargeter.onnx', 'live_portrait_lip_retargeter.onnx', 'landmark.onnx'],
};

/** MediaPipe's face detector and its 478 landmarks, as Ditto has them. */
const mediaPipeFace: FamilyLayout = {
  ...livePortraitOfDitto,
  family: 'mediapipe-face',
  graphs: { blazeFace: 'blaze_face', faceMesh: 'face_mesh' },
  optionalFiles: [],
};

/** InsightFace's face detector and 106 landmarks, as FasterLivePortrait has them. */
const insightFace: FamilyLayout = {
  ...livePortrait,
  family: 'insightface',
  license: {
    name: 'InsightFace (non-commercial)',
    url: 'https://github.com/deepinsight/insightface#license',
    acceptedAs: 'insightface',
  },
  graphs: { detector: 'retinaface_det_static', landmarks106: 'face_2dpose_106_static' },
  optionalFiles: [],
};

export const familyLayouts = {
  whisper,
  canary,
  parakeet,
  ctc,
  kokoro,
  xtts,
  livePortrait,
  livePortraitOfDitto,
  livePortraitOfFacefusion,
  mediaPipeFace,
  insightFace,
} as const;

/** The most telling first: a merged decoder goes before two, and CTC's one graph may lie beside anything. */
const byTellingNames = [
  whisper,
  whisperOfTwoDecoders,
  parakeet,
  canary,
  xtts,
  livePortrait,
  livePortraitOfDitto,
  livePortraitOfFacefusion,
  kokoro,
  ctc,
];

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
      const alternatives = layout.graphAlternatives?.[dtype];
      const path = graphPath(layout, base, dtype);
      return [
        role,
        { path, ...(bytes !== undefined && { bytes }), ...(alternatives && { alternatives }) },
      ] as const;
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
    Object.values(layout.graphs).every((base) => names.has(graphName(layout, base, dtype))) ||
    layout.graphAlternatives?.[dtype]?.some((graph) => names.has(graph)) === true;
  const isTelling = ({ tellingFile }: FamilyLayout) =>
    tellingFile === undefined || [...paths].some((path) => tellingFile.test(path));
  for (const layout of byTellingNames.filter(isTelling)) {
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
    service: layout.service ?? 'stt',
    description: `A ${layout.family} model from outside the catalogue`,
    languages: layout.languages ?? [],
    license: layout.license ?? { name: 'not known' },
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
