// Bundles the house's own code, one folder for each service: <out>/<service>/src/{main,models,<name>-process}.js and
// the chunks they share. Libraries stay outside, in node_modules: some carry native code, WASM or model files.
// The folder is flat and as deep as in the repository, so `new URL('./x-process.ts', import.meta.url)` (whose ending
// the engine processes exchange) and `new URL('../dist', import.meta.url)` hold in an image too.
// Usage: node docker/bundle.mjs <out>
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const librariesStayOutside = {
  name: 'libraries-stay-outside',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@parley/')) return null;
      return { path, external: true };
    });
  },
};

function findServices() {
  const folders = ['gateway', ...readdirSync(join(root, 'services')).map((name) => join('services', name))];
  return folders.filter((folder) => existsSync(join(root, folder, 'src/main.ts')));
}

/** Files that run as processes of their own, below a package's `src`. */
function findProcesses(folder) {
  return readdirSync(join(root, folder, 'src'), { recursive: true })
    .filter((path) => path.endsWith('-process.ts') && !path.includes('testing/'))
    .map((path) => join(folder, 'src', path));
}

/** `npm run models`, in an image: node src/models.js. */
const modelsProgram = { in: join(root, 'shared/inference/src/model-store/cli/main.ts'), out: 'models' };

function entryPointsOf(folder) {
  const { dependencies } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const packages = [folder, ...('@parley/inference' in dependencies ? ['shared/inference'] : [])];
  const files = [join(folder, 'src/main.ts'), ...packages.flatMap(findProcesses)];
  const names = files.map((file) => basename(file, '.ts'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${folder}: two files named ${twice}.ts would become one; rename one of them.`);
  const programs = files.map((file, index) => ({ in: join(root, file), out: names[index] }));
  return packages.includes('shared/inference') ? [...programs, modelsProgram] : programs;
}

const out = process.argv[2];
if (!out) throw new Error('Usage: node docker/bundle.mjs <out>');

for (const folder of findServices()) {
  const { warnings } = await build({
    entryPoints: entryPointsOf(folder),
    outdir: join(out, basename(folder), 'src'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    chunkNames: 'chunk-[hash]',
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [librariesStayOutside],
    logLevel: 'warning',
  });
  if (warnings.length > 0) process.exit(1);
}
