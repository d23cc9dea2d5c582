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

/** @type {DefaultModel} */
const forProcessors = { name: 'whisper-base', dtype: 'q8', size: '77 MB' };
/** @type {DefaultModel} */
const forGpus = { name: 'whisper-large-v3-turbo', dtype: 'fp16', size: '1.6 GB' };

const commandLine = 'shared/inference/src/model-store/cli/main.ts';
const yes = ['1', 'on', 'yes', 'true'];
const no = ['0', 'off', 'no', 'false'];

/**
 * @typedef {object} ModelWish
 * @property {string} endpoint
 * @property {string} directory the Hugging Face cache
 * @property {Promise<boolean>} hubAnswers asked while other things are made ready
 */

/**
 * Whether this start should fetch a model for speech to text, and if so, where from and where to. Asks for the hub at
 * once, so that the answer is there when packages are installed.
 * @param {{ options: Pick<import('./options.mjs').Options, 'models'>, env: NodeJS.ProcessEnv, names: string[] }} start
 * @returns {ModelWish | undefined} undefined where it was told not to, or a Whisper model is here
 */
export function wishForModel({ options, env, names }) {
  const says = (/** @type {string} */ name, /** @type {string[]} */ words) =>
    words.includes((env[name] ?? '').toLowerCase());
  if (!options.models || says('PARLEY_FETCH_MODELS', no) || says('HF_HUB_OFFLINE', yes)) return;
  if (
    !names.includes('stt') ||
    env['STT_MODEL'] ||
    !['', 'auto', 'whisper'].includes(env['STT_ENGINE'] ?? '')
  )
    return;
  const home = expandHome(env['HF_HOME'] ?? join(env['XDG_CACHE_HOME'] ?? '~/.cache', 'huggingface'));
  const directory = env['HF_HUB_CACHE'] ? expandHome(env['HF_HUB_CACHE']) : join(home, 'hub');
  if (hasWhisper(directory, expandHome(env['PARLEY_MODELS_DIR'] ?? '~/.parley/models'))) return;
  const endpoint = env['HF_ENDPOINT'] ?? 'https://huggingface.co';
  const answers = URL.canParse(endpoint) ? hubAnswers(new URL(endpoint), env) : Promise.resolve(false);
  return { endpoint, directory, hubAnswers: answers };
}

/**
 * Fetches the model that suits this machine, or says in a line why not. A start never fails for want of it.
 * @param {ModelWish} wish
 * @param {{ env: NodeJS.ProcessEnv, say: (message: string) => void, json: boolean }} start
 */
export async function fetchModel({ endpoint, directory, hubAnswers: answers }, { env, say, json }) {
  const model = (await hasUsableGpu(env)) ? forGpus : forProcessors;
  const later = `npm run models -- pull ${model.name}`;
  if (!(await answers)) {
    say(
      `No model hub answers at ${endpoint} within 3 s: going on with the embedded engines. Whisper, later: ${later}`,
    );
    return;
  }
  say(
    `No Whisper model is installed: fetching ${model.name} (${model.dtype}, about ${model.size}) from ${endpoint} ` +
      `into ${directory}. Not wanted? --no-models, or PARLEY_FETCH_MODELS=false in .env.`,
  );
  const args = ['--import', 'tsx', commandLine, 'pull', model.name, '--dtype', model.dtype];
  // Where logs are JSON lines, a bar or its numbers would not be.
  const code = await run(process.execPath, args, { env, ...(json && { onOutput: () => undefined }) });
  if (code !== 0) {
    say(`${model.name} could not be fetched: going on with the embedded engines. To try again: ${later}`);
  }
}

/**
 * Whether a Whisper model was fetched or brought. A download that was broken off has no ref yet, and goes on.
 * @param {string} cache
 * @param {string} modelsDirectory
 */
function hasWhisper(cache, modelsDirectory) {
  const named = (/** @type {string} */ folder) =>
    namesIn(folder)
      .filter((name) => /whisper/i.test(name))
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
