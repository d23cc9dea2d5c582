/** A reason not to start that a person can mend: its message says what happened and what to do. */
export class StartError extends Error {}

/**
 * Runs a command of ours; a {@link StartError} is told without a stack and ends the process with 1.
 * @param {() => Promise<void>} work
 */
export async function tellStartErrors(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
