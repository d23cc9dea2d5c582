import type { ModelReport } from '@parley/contracts';
import Table from 'cli-table3';
import type { Dtype } from '../../sessions/device.js';
import { formatBytes } from '../format-bytes.js';

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
/** Columns of a terminal below which the last column is left out. */
const narrow = 100;

interface TableOptions {
  /** Of the terminal; as wide as it comes where there is none. */
  columns: number | undefined;
  colour: boolean;
  /** The formats that suit this machine, best first. */
  dtypeOrder: readonly Dtype[];
}

/** The models as people like to read them: what is installed first is what they look for. */
export function renderModels(models: readonly ModelReport[], options: TableOptions): string {
  const isWide = options.columns === undefined || options.columns >= narrow;
  const head = ['name', 'size', 'installed', 'licence', 'languages', ...(isWide ? ['for'] : [])];
  const table = new Table({
    head,
    chars: noBorders,
    style: {
      head: options.colour ? ['bold'] : [],
      border: [],
      compact: true,
      'padding-left': 0,
      'padding-right': 0,
    },
  });
  for (const model of models) {
    const row = [
      model.name,
      sizeOf(model, options.dtypeOrder),
      model.installed.join(', ') || '-',
      licenceOf(model),
      languagesOf(model),
    ];
    table.push(isWide ? [...row, model.description] : row);
  }
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** On disk where it is installed; otherwise what `pull` would fetch here. */
function sizeOf({ formats, installed }: ModelReport, order: readonly string[]): string {
  if (installed.length > 0) {
    return formatBytes(
      formats.reduce((sum, { bytes, ...format }) => sum + (format.installed ? (bytes ?? 0) : 0), 0),
    );
  }
  const best = order.map((dtype) => formats.find((format) => format.dtype === dtype)).find(Boolean);
  if (!best) return '-';
  return best.bytes === null ? `? (${best.dtype})` : `${formatBytes(best.bytes)} (${best.dtype})`;
}

function licenceOf({ license }: ModelReport): string {
  if (license.accepted) return license.name;
  return `${license.name}, not accepted (${license.acceptedAs ?? ''})`;
}

function languagesOf({ languages }: ModelReport): string {
  if (languages.length === 0) return '-';
  return languages.length > 4 ? String(languages.length) : languages.join(' ');
}
