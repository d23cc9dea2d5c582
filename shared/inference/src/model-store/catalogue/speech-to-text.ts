import { familyLayouts, formatsOf } from '../family-layouts.js';
import type { ModelDeclaration, ModelLicense } from '../model-declaration.js';
import { whisperModels } from './whisper-models.js';

const ccBy: ModelLicense = { name: 'CC-BY-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' };

interface NemoRow {
  name: string;
  aliases: readonly string[];
  family: 'canary' | 'parakeet' | 'ctc';
  description: string;
  languages: string;
  fp32?: readonly number[];
  int8?: readonly number[];
}

/** NVIDIA's model cards; files and sizes as the reference for speech to text has them. */
const european = 'bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk';

const nemoRows: readonly NemoRow[] = [
  {
    name: 'canary-1b-v2',
    aliases: ['canary-1b', 'canary', 'nvidia/canary-1b-v2', 'nvidia/canary-1b'],
    family: 'canary',
    description: 'Canary: 25 European languages, translates from and into English',
    languages: european,
    int8: [859_078_138, 170_040_374],
  },
  {
    name: 'canary-1b-flash',
    aliases: ['nvidia/canary-1b-flash'],
    family: 'canary',
    description: 'Canary, quick: four languages, translates from and into English',
    languages: 'en de fr es',
  },
  {
    name: 'canary-180m-flash',
    aliases: ['nvidia/canary-180m-flash'],
    family: 'canary',
    description: 'Canary, small and quick: four languages',
    languages: 'en de fr es',
  },
  {
    name: 'parakeet-tdt-0.6b-v3',
    aliases: ['parakeet', 'parakeet-tdt', 'nvidia/parakeet-tdt-0.6b-v3'],
    family: 'parakeet',
    description: 'Parakeet: 25 European languages, the quickest on a CPU',
    languages: european,
    fp32: [2_481_800_000, 72_500_000],
    int8: [652_183_999, 18_202_004],
  },
  {
    name: 'parakeet-ctc-0.6b',
    aliases: ['parakeet-ctc', 'nvidia/parakeet-ctc-0.6b'],
    family: 'ctc',
    description: 'Parakeet with CTC: English, in lower case',
    languages: 'en',
  },
];

function nemo({
  name,
  aliases,
  family,
  description,
  languages,
  fp32 = [],
  int8 = [],
}: NemoRow): ModelDeclaration {
  const layout = familyLayouts[family];
  const repository = `istupakov/${name}-onnx`;
  return {
    name,
    aliases: [repository, ...aliases],
    family,
    service: 'stt',
    description,
    languages: languages.split(' '),
    license: ccBy,
    source: { repository, revision: 'main' },
    files: layout.files,
    optionalFiles: layout.optionalFiles,
    formats: formatsOf(layout, { fp32, int8 }),
  };
}

/** A CTC model that people bring themselves, VoxFormer for one: what it speaks is known once it is there. */
const voxformer: ModelDeclaration = {
  name: 'voxformer-ctc',
  aliases: ['voxformer', 'ctc'],
  family: 'ctc',
  service: 'stt',
  description: 'A CTC model of your own, such as VoxFormer',
  languages: [],
  license: { name: 'your own' },
  files: familyLayouts.ctc.files,
  optionalFiles: familyLayouts.ctc.optionalFiles,
  formats: formatsOf(familyLayouts.ctc, { fp32: [], fp16: [], q8: [], int8: [] }),
};

/** Every model for speech to text, in the order in which people are shown them. */
export const speechToTextModels: readonly ModelDeclaration[] = [
  ...whisperModels,
  ...nemoRows.map(nemo),
  voxformer,
];
