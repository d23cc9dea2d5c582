import { spawn } from 'node:child_process';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to the command's standard input. */
  input?: string;
  timeoutMs?: number;
}

/** System programs lie in folders that some accounts' PATH leaves out. */
export const searchPath = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;

const lastLines = (text: string) => text.trimEnd().split('\n').slice(-40).join('\n');

/**
 * Runs a program to its end and resolves with its standard output.
 * @throws Error with the end of what the program wrote, where it fails or takes longer than `timeoutMs` (10 minutes).
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { cwd, env, input, timeoutMs = 600_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: searchPath, ...env },
      timeout: timeoutMs,
    });
    let output = '';
    let everything = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      everything += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      everything += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(`${program} ${args.join(' ')} ended with ${code ?? signal}:\n${lastLines(everything)}`),
        );
    });
    child.stdin.end(input);
  });
}

/** Whether a command can be run and succeeds. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return runCommand(program, args, { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );
}
