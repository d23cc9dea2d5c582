import { parseArgs } from 'node:util';

import { StartConsole, showsColour } from '../start/console.mjs';
import { buildPage, installDependencies } from '../start/dependencies.mjs';
import { StartError, tellStartErrors } from '../start/start-error.mjs';
import { engineRequirements, provide, redisServer } from '../start/system-packages.mjs';
import { testRequirements } from './requirements.mjs';
import { runs } from './runs.mjs';
import { renderTally, sum } from './tally.mjs';

const names = Object.keys(runs);
const help = `Usage: npm test [-- runs and options]

Sets up what is missing and runs every test, or the runs that are named: ${names.join(', ')}.

  --no-install   never install system packages; tests that want them are skipped
  --help         print this`;

/**
 * Sets up, tests, and closes with the counts.
 * @param {string[]} argv
 */
export async function main(argv) {
  await tellStartErrors(async () => {
    const { selected, install, showHelp } = readOptions(argv);
    if (showHelp) {
      console.log(help);
      return;
    }
    await setUp(install);
    const tallies = [];
    for (const name of selected) tallies.push(await runs[name]?.());
    const tally = sum(tallies.filter((each) => each !== undefined));
    process.stdout.write(renderTally(tally));
    if (tally.failed.length > 0) process.exitCode = 1;
  });
}

/** @param {boolean} install */
async function setUp(install) {
  const console = new StartConsole({ colour: showsColour(process.stdout, process.env) });
  const say = (/** @type {string} */ message) => console.say(message);
  await provide([redisServer, ...engineRequirements, ...testRequirements], { install, say });
  await installDependencies(say);
  await buildPage(say);
}

/**
 * @param {string[]} argv
 * @throws {StartError} on an unknown run or option
 */
function readOptions(argv) {
  const { values, positionals } = parse(argv);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new StartError(`There is no run named "${unknown}".\n\n${help}`);
  return {
    selected: positionals.length > 0 ? names.filter((name) => positionals.includes(name)) : names,
    install: !values['no-install'],
    showHelp: values.help ?? false,
  };
}

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: { 'no-install': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}
