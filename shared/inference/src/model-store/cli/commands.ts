import { ParleyError } from '@parley/contracts';
import { type Device, dtypeOrder, hasNvidiaDevice } from '../../sessions/device.js';
import type { CheckedFile } from '../check-model.js';
import { describeModels } from '../describe-models.js';
import { formatBytes } from '../format-bytes.js';
import type { ModelStore } from '../model-store.js';
import { renderModels } from './model-table.js';
import type { Command } from './options.js';
import { PullProgress } from './pull-progress.js';

/** A terminal, or anything else that takes text. */
type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; hasColors?: () => boolean };

/** Where a command writes. Answers go to `output`; progress and complaints to `errors`. */
export interface CommandContext {
  store: ModelStore;
  output: Output;
  errors: Output;
  signal: AbortSignal;
}

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

const device = (): Device => (hasNvidiaDevice() ? 'cuda' : 'cpu');

async function list({ json }: CommandOf<'list'>, { store, output }: CommandContext): Promise<boolean> {
  const models = await describeModels(store);
  const { isTTY = false, columns } = output;
  output.write(
    json
      ? `${JSON.stringify({ models }, null, 2)}\n`
      : renderModels(models, {
          columns: isTTY ? columns : undefined,
          colour: isTTY && output.hasColors?.() === true,
          dtypeOrder: dtypeOrder[device()],
        }),
  );
  return true;
}

async function pull(command: CommandOf<'pull'>, context: CommandContext): Promise<boolean> {
  const { store, output, errors, signal } = context;
  const progress = new PullProgress({ stream: errors, isTerminal: errors.isTTY === true && !command.json });
  try {
    const finding = await store.pull(command.name, {
      device: device(),
      signal,
      ...(command.dtypes.length > 0 && { dtypes: command.dtypes }),
      onProgress: (event) =>
        command.json ? output.write(`${JSON.stringify(event)}\n`) : progress.show(event),
    });
    progress.end();
    const { model, place, installed } = finding;
    output.write(
      command.json
        ? `${JSON.stringify({ type: 'model-installed', name: model.name, dtypes: installed, directory: place?.directory })}\n`
        : `${model.name} is installed (${installed.join(', ')}).\n`,
    );
    return true;
  } finally {
    progress.end();
  }
}

async function check(command: CommandOf<'check'>, context: CommandContext): Promise<boolean> {
  const { store, output, signal } = context;
  const names = command.name === undefined ? await installedNames(store) : [command.name];
  const checked: { name: string; files: CheckedFile[] }[] = [];
  for (const name of names) checked.push({ name, files: await store.check(name, signal) });
  const [only] = command.name === undefined ? [] : checked;
  if (only?.files.length === 0) await store.require(only.name);
  if (command.json) output.write(`${JSON.stringify({ models: checked }, null, 2)}\n`);
  else output.write(checked.length > 0 ? checked.map(checkWords).join('') : 'No model is installed.\n');
  return checked.every(({ files }) => files.every(isGood));
}

async function remove(command: CommandOf<'rm'>, context: CommandContext): Promise<boolean> {
  const bytes = await context.store.remove(command.name, context.signal);
  const answer = command.json
    ? JSON.stringify({ name: command.name, freedBytes: bytes })
    : `${command.name} is removed: ${formatBytes(bytes)} are free again.`;
  context.output.write(`${answer}\n`);
  return true;
}

/** Models of which anything is here. */
async function installedNames(store: ModelStore): Promise<string[]> {
  const findings = await store.findAll();
  return findings.filter(({ place }) => place !== undefined).map(({ model }) => model.name);
}

const isGood = ({ state }: CheckedFile) => state === 'right' || state === 'unchecked';

const stateWords: Readonly<Record<CheckedFile['state'], string>> = {
  right: 'right',
  unchecked: 'is there; nothing says what it should be',
  missing: 'MISSING',
  truncated: 'CUT SHORT',
  'wrong-hash': 'DAMAGED: its hash is wrong',
};

function checkWords({ name, files }: { name: string; files: readonly CheckedFile[] }): string {
  const width = Math.max(0, ...files.map(({ path }) => path.length));
  const lines = files.map(({ path, bytes, state }) => {
    const size = state === 'missing' ? '' : formatBytes(bytes);
    return `  ${path.padEnd(width)}  ${size.padStart(7)}  ${stateWords[state]}\n`;
  });
  const remedy = files.every(isGood)
    ? ''
    : `  Mend it with: npm run models -- rm ${name}, then pull ${name}\n`;
  return `${name}\n${lines.join('')}${remedy}`;
}

/** Runs a command; false where it found something wrong. */
export function runCommand(
  command: Exclude<Command, { type: 'help' }>,
  context: CommandContext,
): Promise<boolean> {
  switch (command.type) {
    case 'list':
      return list(command, context);
    case 'pull':
      return pull(command, context);
    case 'check':
      return check(command, context);
    case 'rm':
      return remove(command, context);
  }
}

/** What a failure is called for people, and for programs. */
export function failureWords(error: unknown, json: boolean): string {
  if (!(error instanceof ParleyError))
    return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  return json ? `${JSON.stringify(error.toBody())}\n` : `${error.message}\n`;
}
