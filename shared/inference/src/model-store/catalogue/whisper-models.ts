import { transcriptionLanguages } from '@parley/contracts';
import { familyLayouts, formatsOf } from '../family-layouts.js';
import type { ModelDeclaration, ModelLicense } from '../model-declaration.js';

/**
 * Where the files lie and how large they are (encoder and decoder, with their external data): the repositories' file
 * trees, the tables of onnx-asr and of remotion's whisper-webgpu, and the model cards. A size left out is not known.
 */
interface WhisperRow {
  size: string;
  repository: string;
  description: string;
  aliases?: readonly string[];
  english?: true;
  license?: ModelLicense;
  fp32?: readonly (number | undefined)[];
  fp16?: readonly (number | undefined)[] | null;
  q8?: readonly (number | undefined)[];
}

const apache: ModelLicense = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' };
const mit: ModelLicense = { name: 'MIT', url: 'https://opensource.org/license/mit' };

/** The English models have the multilingual ones' encoders, and decoders with one token less. */
const englishQ8 = {
  tiny: [10_124_910, 30_702_083],
  base: [23_159_167, 53_712_202],
  small: [92_324_809, 156_710_680],
  medium: [313_468_028, 672_242_946],
} as const;

const whisperRows: readonly WhisperRow[] = [
  {
    size: 'tiny',
    repository: 'onnx-community/whisper-tiny',
    description: 'The smallest Whisper: quick anywhere, makes mistakes',
    fp32: [32_883_618, 118_352_985],
    fp16: [16_519_776, 59_603_028],
    q8: [10_124_910, 30_727_765],
  },
  {
    size: 'base',
    repository: 'onnx-community/whisper-base',
    description: 'Whisper for a start: good on a CPU',
    // `whisper-1` is what OpenAI's clients ask for: whatever is installed by default here.
    aliases: ['whisper-1', 'whisper'],
    fp32: [82_451_730, 209_000_000],
    fp16: [41_270_731, 104_701_989],
    q8: [23_159_167, 53_712_708],
  },
  {
    size: 'small',
    repository: 'onnx-community/whisper-small',
    description: 'Clearly better, for a quick CPU',
    fp32: [352_825_870, 614_865_004],
    fp16: [176_608_338, 308_615_077],
    q8: [92_324_809, 156_780_950],
  },
  {
    size: 'medium',
    repository: 'Xenova/whisper-medium',
    description: 'Better again, slow on a CPU',
    fp32: [1_229_148_954, 1_827_381_748],
    q8: [313_468_028, 462_661_606],
  },
  {
    size: 'large-v3',
    repository: 'onnx-community/whisper-large-v3-ONNX',
    description: 'The most accurate Whisper, for a GPU',
    aliases: ['whisper-large', 'large'],
    fp32: [2_548_288_252, 3_627_228_194],
    q8: [645_000_000, 915_000_000],
  },
  {
    size: 'large-v3-turbo',
    repository: 'onnx-community/whisper-large-v3-turbo',
    description: 'Nearly as accurate, several times as quick: the one for a GPU',
    aliases: ['turbo', 'whisper-turbo'],
    license: mit,
    fp32: [2_548_315_094, 687_820_062],
    fp16: [1_270_000_000, 344_003_183],
    q8: [644_883_359, 439_997_434],
  },
  {
    size: 'distil-large-v3',
    repository: 'distil-whisper/distil-large-v3',
    description: 'large-v3 distilled: quick, English only',
    aliases: ['distil-whisper-large-v3'],
    english: true,
    license: mit,
    fp32: [2_550_646_000, 478_000_000],
    fp16: null,
    q8: [645_000_000, 122_000_000],
  },
  {
    size: 'tiny.en',
    repository: 'onnx-community/whisper-tiny.en',
    description: 'tiny, for English only',
    english: true,
    q8: englishQ8.tiny,
  },
  {
    size: 'base.en',
    repository: 'onnx-community/whisper-base.en',
    description: 'base, for English only',
    english: true,
    q8: englishQ8.base,
  },
  {
    size: 'small.en',
    repository: 'onnx-community/whisper-small.en',
    description: 'small, for English only',
    english: true,
    q8: englishQ8.small,
  },
  {
    size: 'medium.en',
    repository: 'Xenova/whisper-medium.en',
    description: 'medium, for English only',
    english: true,
    q8: englishQ8.medium,
  },
  ...timestamped('tiny', { q8: [10_124_910, 30_702_463] }),
  ...timestamped('base', {
    fp32: [82_451_730, undefined],
    fp16: [41_270_731, 104_701_989],
    q8: [23_159_167, 53_712_708],
  }),
  ...timestamped('small', { q8: [92_324_809, 156_711_439] }),
  ...timestamped('medium', { q8: [313_468_028, 672_248_065] }),
  ...timestamped('large-v3-turbo', { license: mit, q8: [644_883_359, 439_997_434] }),
  ...timestamped('tiny.en', { english: true, q8: englishQ8.tiny }),
  ...timestamped('base.en', { english: true, q8: englishQ8.base }),
  ...timestamped('small.en', { english: true, q8: englishQ8.small }),
  ...timestamped('medium.en', { english: true, q8: englishQ8.medium }),
];

function timestamped(size: string, more: Partial<WhisperRow>): WhisperRow[] {
  return [
    {
      size: `${size}_timestamped`,
      repository: `onnx-community/whisper-${size}_timestamped`,
      description: `${size}, with word times from its attention`,
      ...more,
    },
  ];
}

function whisper(row: WhisperRow): ModelDeclaration {
  const { size, repository, aliases = [], english = false, fp32 = [], fp16 = [], q8 = [] } = row;
  const name = size.startsWith('distil-') ? size : `whisper-${size}`;
  const originals = size.startsWith('distil-') ? [] : [`openai/${name}`];
  const known = [repository, size, ...originals, ...aliases].filter((alias) => alias !== name);
  return {
    name,
    aliases: [...new Set(known)],
    family: 'whisper',
    service: 'stt',
    description: row.description,
    languages: english ? ['en'] : transcriptionLanguages,
    license: row.license ?? apache,
    source: { repository, revision: 'main' },
    files: familyLayouts.whisper.files,
    optionalFiles: familyLayouts.whisper.optionalFiles,
    formats: formatsOf(familyLayouts.whisper, { fp32, ...(fp16 && { fp16 }), q8 }),
  };
}

/** Every Whisper, in the order in which people are shown them. */
export const whisperModels: readonly ModelDeclaration[] = whisperRows.map(whisper);
