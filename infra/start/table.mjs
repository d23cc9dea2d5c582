/** @type {Record<import('./report.mjs').Row['state'], import('./console.mjs').Style>} */
const stateStyles = { ready: 'green', 'not ready': 'yellow', down: ['bold', 'red'] };

/**
 * The start-up table: one line for each service, under it why it is not ready, and at the end the better engines.
 * @param {import('./report.mjs').Row[]} rows
 * @param {(style: import('./console.mjs').Style, text: string) => string} style
 * @returns {string} ends in a line break
 */
export function renderTable(rows, style) {
  const header = { name: 'service', address: 'address', engine: 'engine', state: 'state' };
  const width = (/** @type {'name' | 'address' | 'engine'} */ column) =>
    Math.max(...[header, ...rows].map((row) => row[column].length));
  const line = (
    /** @type {{ name: string, address: string, engine: string }} */ row,
    /** @type {string} */ state,
  ) =>
    `  ${row.name.padEnd(width('name'))}  ${row.address.padEnd(width('address'))}  ${row.engine.padEnd(width('engine'))}  ${state}`;
  const lines = rows.flatMap((row) => [
    line(row, style(stateStyles[row.state], row.state)),
    ...row.reasons.map((reason) => style('dim', `  ${' '.repeat(width('name'))}    ${reason}`)),
  ]);
  return `${[style('bold', line(header, 'state')), ...lines, ...betterEngines(rows, style)].join('\n')}\n`;
}

/**
 * @param {import('./report.mjs').Row[]} rows
 * @param {(style: import('./console.mjs').Style, text: string) => string} style
 */
function betterEngines(rows, style) {
  const better = rows.filter(({ betterEngine }) => betterEngine);
  if (better.length === 0) return [];
  return [
    '',
    style('bold', '  Better engines'),
    ...better.map((row) => `  ${row.name} — ${row.betterEngine}`),
  ];
}
