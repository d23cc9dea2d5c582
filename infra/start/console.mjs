import { styleText } from 'node:util';

/** @typedef {Parameters<typeof styleText>[0]} Style */

/** @type {Record<string, Style>} */
const levelStyles = { error: ['bold', 'red'], warn: 'yellow', debug: 'dim' };
/** @type {Style[]} */
const nameStyles = [
  'cyan',
  'magenta',
  'green',
  'blue',
  'yellow',
  'cyanBright',
  'magentaBright',
  'greenBright',
];
/** Fields of a log line that are told otherwise, or that only a machine follows. */
const quietFields = new Set(['level', 'message', 'service', 'timestamp', 'error', 'requestId']);

/**
 * What the supervisor shows: its own words and its programs' logs, each line under the name of who says it.
 */
export class StartConsole {
  /** @type {Map<string, Style>} */
  #styles = new Map();
  #prefixWidth = 0;

  /**
   * @param {{ json?: boolean, colour?: boolean, names?: string[], write?: (text: string) => void }} [options]
   *   `json`: logs pass as they come, and our own words are JSON lines too
   */
  constructor({
    json = false,
    colour = false,
    names = [],
    write = (text) => process.stdout.write(text),
  } = {}) {
    this.json = json;
    this.colour = colour;
    this.write = write;
    this.#prefixWidth = Math.max(0, ...names.map((name) => name.length + 2));
    names.forEach((name, index) => this.#styles.set(name, nameStyles[index % nameStyles.length] ?? 'cyan'));
  }

  /**
   * @param {Style} style
   * @param {string} text
   */
  style(style, text) {
    // Whether colour is wanted was decided already; newer versions of Node would decide again.
    return this.colour ? styleText(style, text, { validateStream: false }) : text;
  }

  /**
   * A sentence of our own.
   * @param {string} message
   * @param {'info' | 'warn'} [level]
   * @param {Record<string, unknown>} [fields] added to the JSON line
   */
  say(message, level = 'info', fields = {}) {
    const line = this.json
      ? JSON.stringify({ level, message, service: 'parley', timestamp: new Date().toISOString(), ...fields })
      : `${this.#prefix('parley', 'bold')} ${level === 'warn' ? this.style('yellow', message) : message}`;
    this.write(`${line}\n`);
  }

  /**
   * A line that a program wrote.
   * @param {string} name
   * @param {string} line
   */
  show(name, line) {
    if (line.trim() === '') return;
    const text = this.json
      ? line
      : `${this.#prefix(name, this.#styles.get(name) ?? 'cyan')} ${this.#readable(line)}`;
    this.write(`${text}\n`);
  }

  /**
   * @param {string} name
   * @param {Style} style
   */
  #prefix(name, style) {
    return this.style(style, `[${name}]`.padEnd(this.#prefixWidth));
  }

  /** @param {string} line */
  #readable(line) {
    const entry = parseLogLine(line);
    if (!entry) return line;
    const level =
      entry.level === 'info' ? '' : `${this.style(levelStyles[entry.level] ?? 'dim', entry.level)} `;
    const fields = Object.entries(entry.fields)
      .filter(([field]) => !quietFields.has(field))
      .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    const error = typeof entry.fields['error'] === 'string' ? `\n${entry.fields['error']}` : '';
    const details = fields.length > 0 ? ` ${this.style('dim', fields.join(' '))}` : '';
    return `${level}${entry.message}${details}${error}`;
  }
}

/**
 * A JSON log line's level, message and other fields; undefined where the line is something else.
 * @param {string} line
 */
export function parseLogLine(line) {
  if (!line.startsWith('{')) return;
  try {
    const fields = JSON.parse(line);
    if (typeof fields.message !== 'string' || typeof fields.level !== 'string') return;
    return {
      level: /** @type {string} */ (fields.level),
      message: /** @type {string} */ (fields.message),
      fields,
    };
  } catch {
    return;
  }
}

/**
 * Whether a stream shows colours, by the conventions of NO_COLOR and FORCE_COLOR.
 * @param {{ isTTY?: boolean }} stream
 * @param {NodeJS.ProcessEnv} env
 */
export function showsColour(stream, env) {
  if (env['NO_COLOR']) return false;
  return Boolean(env['FORCE_COLOR']) || stream.isTTY === true;
}
