import winston from 'winston';
import { currentContext } from './request-context.js';

export type Logger = winston.Logger;

const withIdentifiers = winston.format((line) => Object.assign(line, currentContext()));

const errorAsText = winston.format((line) => {
  if (line['error'] instanceof Error) {
    const { error } = line;
    const cause =
      error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : '';
    line['error'] = `${error.stack ?? error.message}${cause}`;
  }
  return line;
});

const readable = winston.format.printf(({ level, message, timestamp, service, ...fields }) => {
  const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
  return `${String(timestamp).slice(11, 23)} ${level} ${String(service)}: ${String(message)}${rest}`;
});

/**
 * One JSON object a line on standard output, or short readable lines where that is a terminal. Lines carry
 * `service` and the identifiers of the work in hand. What people say, write or show is never logged at info or above.
 */
export function createLogger(service: string, level = 'info'): Logger {
  const { combine, timestamp, json, colorize } = winston.format;
  const shape = process.stdout.isTTY ? combine(colorize(), readable) : json();
  return winston.createLogger({
    level,
    defaultMeta: { service },
    format: combine(withIdentifiers(), errorAsText(), timestamp(), shape),
    transports: [new winston.transports.Console()],
  });
}
