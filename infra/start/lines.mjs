/** A longer line is cut here: a stack with a payload in it must not fill the memory. */
const longestLine = 64 * 1024;

/**
 * Calls `onLine` for each line of a stream of text; what is over 64 Ki characters comes as lines of that length.
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} onLine
 */
export function readLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
    while (rest.length > longestLine) {
      onLine(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
