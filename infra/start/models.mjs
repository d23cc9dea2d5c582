import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { hasProgram, run } from './commands.mjs';
import { hubAnswers } from './hub.mjs';
import { root } from './paths.mjs';

/**
 * A model for a start, in the number format that suits a machine.
 * @typedef {{ name: string, dtype: string, size: string }} DefaultModel
 */

/**
 * What a service works better with, and how to tell that it is not wanted.
 * @typedef {object} Want
 * @property {string} service
 * @property {string} kind for people
 * @property {string[]} engines values of the service's engine setting that use such a model
 * @property {RegExp} installedAs folders of models that are as good
 * @property {DefaultModel} forProcessors
 * @property {DefaultModel} forGpus
 */

/** @type {Want[]} */
const wants = [
  {
    service: 'stt',
    kind: 'Whisper',
    engines: ['', 'auto', 'whisper'],
    installedAs: /whisper/i,
    forProcessors: { name: 'whisper-base', dtype: 'q8', size: '77 MB' },
    forGpus: { name: 'whisper-large-v3-turbo', dtype: 'fp16', size: '1.6 GB' },
  },
  {
    service: 'tts',
    kind: 'Kokoro',
    engines: ['', 'auto', 'kokoro'],
    installedAs: /kokoro|xtts/i,
    forProcessors: { name: 'kokoro-82m', dtype: 'q8', size: '114 MB' },
    forGpus: { name: 'kokoro-82m', dtype: 'fp16', size: '185 MB' },
  },
];

const commandLine = 'shared/inference/src/model-store/cli/main.ts';
const yes = ['1', 'on', 'yes', 'true'];
const no = ['0', 'off', 'no', 'false'];

/**
 * @typedef {object} ModelWish
 * @property {Want[]} wants
 * @property {string} endpoint
 * @property {string} directory the Hugging Face cache
 * @property {Promise<boolean>} hubAnswers asked while other things are made ready
 */

/**
 * Which models this start should fetch, if any, where from and where to. Asks for the hub at once, so that the answer
 * is there when packages are installed.
 * @param {{ options: Pick<import('./options.mjs').Options, 'models'>, env: NodeJS.ProcessEnv, names: string[] }} start
 * @returns {ModelWish | undefined} undefined where it was told not to, or what is wanted is here
 */
export function wishForModels({ options, env, names }) {
  const says = (/** @type {string} */ name, /** @type {string[]} */ words) =>
    words.includes((env[name] ?? '').toLowerCase());
  if (!options.models || says('PARLEY_FETCH_MODELS', no) || says('HF_HUB_OFFLINE', yes)) return;
  const home = expandHome(env['HF_HOME'] ?? join(env['XDG_CACHE_HOME'] ?? '~/.cache', 'huggingface'));
  const directory = env['HF_HUB_CACHE'] ? expandHome(env['HF_HUB_CACHE']) : join(home, 'hub');
  const modelsDirectory = expandHome(env['PARLEY_MODELS_DIR'] ?? '~/.parley/models');
  const wanted = wants
    .filter(({ service }) => names.includes(service))
    .filter((want) => leavesTheChoice(want, env))
    .filter(({ installedAs }) => !hasModel(installedAs, directory, modelsDirectory));
  if (wanted.length === 0) return;
  const endpoint = env['HF_ENDPOINT'] ?? 'https://huggingface.co';
  const answers = URL.canParse(endpoint) ? hubAnswers(new URL(endpoint), env) : Promise.resolve(false);
  return { wants: wanted, endpoint, directory, hubAnswers: answers };
}

/**
 * Whether nobody has chosen another engine for a service, or a model of their own.
 * @param {Want} want
 * @param {NodeJS.ProcessEnv} env
 */
function leavesTheChoice({ service, engines }, env) {
  const prefix = service.toUpperCase();
  return (
    !env[`${prefix}_MODEL`] && !env[`${prefix}_ENGINES`] && engines.includes(env[`${prefix}_ENGINE`] ?? '')
  );
}

/**
 * Fetches the models that suit this machine, or says in a line why not. A start never fails for want of them.
 * @param {ModelWish} wish
 * @param {{ env: NodeJS.ProcessEnv, say: (message: string) => void, json: boolean }} start
 */
export async function fetchModels(
  { wants: wanted, endpoint, directory, hubAnswers: answers },
  { env, say, json },
) {
  const isForGpus = await hasUsableGpu(env);
  const models = wanted.map(({ kind, forGpus, forProcessors }) => {
    const model = isForGpus ? forGpus : forProcessors;
    return { ...model, kind, later: `npm run models -- pull ${model.name}` };
  });
  if (!(await answers)) {
    const later = models.map((model) => `${model.kind}, later: ${model.later}`).join('. ');
    say(`No model hub answers at ${endpoint} within 3 s: going on with the embedded engines. ${later}`);
    return;
  }
  for (const { kind, name, dtype, size, later } of models) {
    say(
      `No ${kind} model is installed: fetching ${name} (${dtype}, about ${size}) from ${endpoint} ` +
        `into ${directory}. Not wanted? --no-models, or PARLEY_FETCH_MODELS=false in .env.`,
    );
    const args = ['--import', 'tsx', commandLine, 'pull', name, '--dtype', dtype];
    // Where logs are JSON lines, a bar or its numbers would not be.
    const code = await run(process.execPath, args, { env, ...(json && { onOutput: () => undefined }) });
    if (code !== 0) {
      say(`${name} could not be fetched: going on with the embedded engines. To try again: ${later}`);
    }
  }
}

/**
 * Whether such a model was fetched or brought. A download that was broken off has no ref yet, and goes on.
 * @param {RegExp} installedAs
 * @param {string} cache
 * @param {string} modelsDirectory
 */
function hasModel(installedAs, cache, modelsDirectory) {
  const named = (/** @type {string} */ folder) =>
    namesIn(folder)
      .filter((name) => installedAs.test(name))
      .map((name) => join(folder, name));
  const isFetched = (/** @type {string} */ folder) =>
    namesIn(join(folder, 'refs')).length > 0 && graphsBelow(join(folder, 'snapshots'));
  return named(modelsDirectory).some(graphsBelow) || named(cache).some(isFetched);
}

/** @param {string} folder */
function graphsBelow(folder) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.onnx'))
  );
}

/** @param {string} folder */
function namesIn(folder) {
  return existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
}

/**
 * Whether networks can run on an NVIDIA GPU here: there is one, and onnxruntime has its CUDA part, which npm's install
 * leaves out (docker/extract-cuda-providers.sh puts it into images).
 * @param {NodeJS.ProcessEnv} env
 */
async function hasUsableGpu(env) {
  if (env['PARLEY_DEVICE'] === 'cpu' || !hasProgram('nvidia-smi', env) || !hasCudaProvider()) return false;
  let list = '';
  const code = await run('nvidia-smi', ['--list-gpus'], { env, onOutput: (text) => (list += text) });
  return code === 0 && list.includes('GPU');
}

function hasCudaProvider() {
  const binaries = join(root, 'shared/inference/node_modules/onnxruntime-node/bin');
  if (!existsSync(binaries)) return false;
  return readdirSync(binaries, { recursive: true }).some((name) =>
    /providers_cuda\.(so|dll)$/.test(String(name)),
  );
}

/** @param {string} path */
function expandHome(path) {
  return path.replace(/^~(?=$|[/\\])/, homedir());
}
