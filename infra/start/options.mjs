import { parseArgs } from 'node:util';

import { StartError } from './start-error.mjs';

export const help = `Usage: npm start [-- options]

Sets up what is missing and runs every service until Ctrl-C.

  --only <names>       run these services only, by name, separated by commas
  --port-offset <n>    add n to every port, to run beside another constellation
  --no-install         never install system packages; go on without optional ones
  --no-models          never fetch a model; go on with what is installed
  --json               print logs as they come, one JSON object a line
  --help               print this

Settings are read from .env where there is one; .env.example lists them.`;

/**
 * @typedef {object} Options
 * @property {string[] | undefined} only names of the services to run; all without it
 * @property {number} portOffset
 * @property {boolean} install whether system packages may be installed
 * @property {boolean} models whether a model may be fetched
 * @property {boolean} json
 * @property {boolean} help
 */

/**
 * @param {string[]} argv
 * @returns {Options}
 * @throws {StartError} on an unknown option or a bad value
 */
export function readOptions(argv) {
  const { values } = parse(argv);
  return {
    only: values.only
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    portOffset: readPortOffset(values['port-offset'] ?? '0'),
    install: !values['no-install'],
    models: !values['no-models'],
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

/** @param {string[]} argv */
function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        only: { type: 'string' },
        'port-offset': { type: 'string' },
        'no-install': { type: 'boolean' },
        'no-models': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}

/** @param {string} text */
function readPortOffset(text) {
  const offset = Number(text);
  // 8089 is the highest port of the constellation.
  const highest = 65_535 - 8089;
  if (Number.isInteger(offset) && offset >= 0 && offset <= highest) return offset;
  throw new StartError(`--port-offset takes a whole number from 0 to ${highest}, not "${text}".`);
}
