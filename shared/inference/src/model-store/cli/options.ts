import { parseArgs } from 'node:util';
import { type Dtype, dtypes } from '../../sessions/device.js';

export const help = `Usage: npm run models -- <command> [options]

  list                 the models that Parley knows, and which are installed
  pull <name>          fetch a model; what is here already is not fetched again
  check [name]         read all files of a model, or of every one, and compare their hashes
  rm <name>            remove a model from the Hugging Face cache

  --dtype <formats>    pull: number formats, separated by commas: ${dtypes.join(', ')}
                       (without it the best for this machine: q8 on a CPU, fp16 on an NVIDIA GPU)
  --json               print JSON, for programs
  --help               print this

A name is one of the list, an alias (openai/whisper-base), or owner/repository of the Hugging Face hub.
Settings: HF_HOME, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, PARLEY_MODELS_DIR, PARLEY_ACCEPT_LICENSES (see .env.example).
Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted.`;

/** What the command line asks for. */
export type Command =
  | { type: 'help' }
  | { type: 'list'; json: boolean }
  | { type: 'pull'; name: string; dtypes: readonly Dtype[]; json: boolean }
  | { type: 'check'; name: string | undefined; json: boolean }
  | { type: 'rm'; name: string; json: boolean };

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/** @throws UsageError saying what is wrong with it */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [type = 'help', name, ...more] = positionals;
  if (values.help || type === 'help') return { type: 'help' };
  const json = values.json ?? false;
  const formats = readDtypes(values.dtype ?? '');
  if (formats.length > 0 && type !== 'pull') throw new UsageError('--dtype belongs to pull.');
  const [surplus] = type === 'list' ? positionals.slice(1) : more;
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one name too many.`);
  if (type === 'list') return { type, json };
  if (type === 'check') return { type, name, json };
  if (type !== 'pull' && type !== 'rm') throw new UsageError(`There is no command "${type}".`);
  if (name === undefined)
    throw new UsageError(`${type} needs the name of a model: npm run models -- ${type} whisper-base`);
  return type === 'pull' ? { type, name, dtypes: formats, json } : { type, name, json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        dtype: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readDtypes(text: string): Dtype[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const dtype = dtypes.find((each) => each === name);
      if (dtype === undefined)
        throw new UsageError(`"${name}" is no number format. There are: ${dtypes.join(', ')}.`);
      return dtype;
    });
}
