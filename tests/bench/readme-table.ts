import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const spreadSchema = z.object({ median: z.number(), min: z.number(), max: z.number() });
const recordSchema = z.object({
  bench: z.string(),
  commit: z.string(),
  cpu: z.string(),
  rows: z.array(
    z.object({
      work: z.string(),
      metric: z.string(),
      unit: z.string(),
      ours: spreadSchema,
      peer: spreadSchema.extend({ name: z.string() }).optional(),
      ratio: z.number().optional(),
      headline: z.literal(true).optional(),
    }),
  ),
});

const readme = new URL('../../README.md', import.meta.url);
const begin = '<!-- figures: made by `npm run bench` from tests/bench/results; not by hand -->';
const end = '<!-- end of figures -->';

function shownRows<Row extends { headline?: true | undefined }>(rows: readonly Row[]): readonly Row[] {
  const headlines = rows.filter(({ headline }) => headline);
  return headlines.length > 0 ? headlines : rows;
}

const commandOf = (bench: string) =>
  bench.startsWith('soak-') ? 'npm run soak' : `npm run bench -- ${bench}`;

/** The README's figures, from the results as they lie in the tree. */
export function figuresTable(resultsFolder: string): string {
  const records = readdirSync(resultsFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => recordSchema.parse(JSON.parse(readFileSync(`${resultsFolder}${name}`, 'utf8'))));
  const lines = records.flatMap(({ bench, rows }) =>
    shownRows(rows).map(({ work, metric, unit, ours, peer, ratio }) => {
      const against = peer ? `${peer.name}: ${peer.median}` : '';
      return `| ${work} | ${metric} | ${ours.median} ${unit} (${ours.min} to ${ours.max}) | ${against} | ${ratio ?? ''} | \`${commandOf(bench)}\` |`;
    }),
  );
  const machines = [...new Set(records.map(({ cpu }) => cpu))].join('; ');
  return [
    `Median (minimum to maximum), on ${machines}, no GPU; a ratio above 1 means that Parley is better.\n`,
    '| what | figure | Parley | against | ratio | measured by |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** Puts the figures between their marks in the README. */
export function writeReadmeTable(resultsFolder: string): void {
  const text = readFileSync(readme, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('The README has lost the marks around its figures.');
  const table = figuresTable(resultsFolder);
  writeFileSync(readme, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}
