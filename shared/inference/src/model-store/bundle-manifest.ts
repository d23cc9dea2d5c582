import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { z } from 'zod';

/** Its name. */
export const bundleManifest = 'parley-manifest.json';

/** What of a `parley-manifest.json` says how its files should be; the converters under `docker/models` write it. */
const manifestSchema = z.object({
  files: z.record(z.string(), z.object({ bytes: z.int().nonnegative(), sha256: z.string() })),
});

export type BundleFile = z.infer<typeof manifestSchema>['files'][string];

/**
 * Files by their paths in a model's folder, as its manifest has them.
 * @param paths of the files that are there: the manifest is one of them, or there is none
 */
export function manifestFiles(directory: string, paths: readonly string[]): ReadonlyMap<string, BundleFile> {
  const path = paths.find((each) => posix.basename(each) === bundleManifest);
  if (path === undefined) return new Map();
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(directory, path), 'utf8'));
  } catch {
    return new Map();
  }
  const parsed = manifestSchema.safeParse(json);
  const files = parsed.success ? Object.entries(parsed.data.files) : [];
  return new Map(files.map(([file, about]) => [posix.join(posix.dirname(path), file), about]));
}
