import { ModelStore } from '../model-store.js';
import { failureWords, runCommand } from './commands.js';
import { readConfig } from './config.js';
import { type Command, UsageError, help, readCommand } from './options.js';

const interrupted = 130;

/** `npm run models`: one command, then the end. */
async function main(argv: readonly string[]): Promise<number> {
  const command = readOrExplain(argv);
  if (command === undefined) return 2;
  if (command.type === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const abort = new AbortController();
  // The first Ctrl-C ends the command with what has arrived kept; the second ends the process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  try {
    const store = new ModelStore(readConfig());
    const { stdout: output, stderr: errors } = process;
    return (await runCommand(command, { store, output, errors, signal: abort.signal })) ? 0 : 1;
  } catch (error) {
    if (!abort.signal.aborted) {
      process.stderr.write(failureWords(error, command.json));
      return 1;
    }
    process.stderr.write('Interrupted. What has arrived is kept: the same command goes on from there.\n');
    return interrupted;
  }
}

function readOrExplain(argv: readonly string[]): Command | undefined {
  try {
    return readCommand(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${help}\n`);
    return undefined;
  }
}

process.exitCode = await main(process.argv.slice(2));
