import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFixture, whisperFiles } from '../testing/store-fixture.js';
import { runCommand } from './commands.js';
import { renderModels } from './model-table.js';
import { UsageError, help, readCommand } from './options.js';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

describe('npm run models', { timeout: 90_000 }, () => {
  let fixture: StoreFixture;
  beforeEach(async () => {
    fixture = await StoreFixture.start();
    fixture.hub.addRepository('onnx-community/whisper-base', whisperFiles());
  });
  afterEach(() => fixture.stop());

  const start = (...args: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', main, ...args], {
      env: {
        ...process.env,
        HF_ENDPOINT: fixture.hub.endpoint,
        HF_HOME: fixture.folder,
        HF_HUB_CACHE: fixture.hubCache,
        PARLEY_MODELS_DIR: fixture.modelsDirectory,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const run = async (...args: string[]) => {
    const child = start(...args);
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { output, errors, code };
  };

  /** The same without a process of its own, which takes its time. */
  const runHere = async (...args: string[]) => {
    const command = readCommand(args);
    if (command.type === 'help') throw new Error('Help is no command.');
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const { signal } = new AbortController();
    const succeeded = await runCommand(command, { store: fixture.store(), output, errors, signal });
    output.end();
    errors.end();
    return { succeeded, output: await text(output), errors: await text(errors) };
  };

  it('fetches, lists, checks and removes a model', async () => {
    const pulled = await runHere('pull', 'whisper-base', '--dtype', 'q8');
    expect(pulled).toMatchObject({ succeeded: true, output: 'whisper-base is installed (q8).\n' });
    expect(pulled.errors).toMatch(
      /^Fetching whisper-base \(q8\) from onnx-community\/whisper-base: 1\.2 MB into .*\n/,
    );
    expect(pulled.errors).toContain('100 %');

    const { models } = JSON.parse((await runHere('list', '--json')).output);
    expect(models).toContainEqual(expect.objectContaining({ name: 'whisper-base', installed: ['q8'] }));
    expect(await runHere('check')).toMatchObject({
      succeeded: true,
      output: expect.stringMatching(/^whisper-base\n {2}config.json/),
    });
    expect((await runHere('rm', 'whisper-base')).output).toContain('1.2 MB are free');
    await expect(runHere('check', 'whisper-base')).rejects.toThrow(/npm run models -- pull whisper-base/);
  });

  it('says which file of a model is damaged, and fails', async () => {
    await runHere('pull', 'whisper-base');
    const { place } = await fixture.store().find('whisper-base');
    writeFileSync(join(place?.directory ?? '', 'tokenizer.json'), 'x'.repeat(3_000));
    expect(await runHere('check', 'whisper-base')).toMatchObject({
      succeeded: false,
      output: expect.stringMatching(/tokenizer\.json .* DAMAGED(.|\n)*Mend it with/),
    });
  });

  it('keeps what has arrived at Ctrl-C, and ends with 130', async () => {
    const until = new Promise<void>(() => undefined);
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'pause',
      atByte: 600_000,
      until,
    });
    const child = start('pull', 'whisper-base', '--json');
    const ended = Promise.all([text(child.stderr), once(child, 'close')]);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    await expect.poll(() => output, { timeout: 60_000 }).toMatch(/"bytes-received","path":"[^"]*decoder/);
    child.kill('SIGINT');
    const [errors, [code]] = await ended;
    expect(code).toBe(130);
    expect(errors).toContain('What has arrived is kept');
    const again = await runHere('pull', 'whisper-base');
    expect(again.errors).toMatch(/decoder_model_merged_quantized\.onnx: going on at \d+ kB/);
  });

  it('tells programs of a failure as the services do', async () => {
    const { errors, code } = await run('pull', 'somebody/nothing', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(errors)).toMatchObject({ error: { code: 'download_failed' } });
  });

  it('explains itself', async () => {
    expect(help).toContain('Exit codes');
    expect(await run('push')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('no command "push"'),
    });
  });
});

describe('the command line', () => {
  it('is read', () => {
    expect(readCommand(['pull', 'tiny', '--dtype', 'q8,fp32'])).toEqual({
      type: 'pull',
      name: 'tiny',
      dtypes: ['q8', 'fp32'],
      json: false,
    });
    expect(readCommand([])).toEqual({ type: 'help' });
  });

  it.each([
    [['pull'], 'needs the name'],
    [['pull', 'a', 'b'], '"b" is one name too many'],
    [['list', 'a'], '"a" is one name too many'],
    [['pull', 'a', '--dtype', 'q9'], '"q9" is no number format'],
    [['rm', 'a', '--dtype', 'q8'], 'belongs to pull'],
    [['list', '--fast'], '--fast'],
  ])('refuses %j', (argv, words) => {
    expect(() => readCommand(argv)).toThrow(UsageError);
    expect(() => readCommand(argv)).toThrow(words);
  });
});

describe('the table', () => {
  const model = {
    name: 'a-voice',
    aliases: [],
    family: 'voice',
    service: 'tts',
    description: 'speaks',
    languages: ['en', 'de'],
    license: { name: 'CPML', acceptedAs: 'cpml', accepted: false },
    formats: [
      { dtype: 'fp32', installed: false, missing: ['a'], bytes: 2e9 },
      { dtype: 'q8', installed: false, missing: ['b'], bytes: null },
    ],
    installed: [],
    active: false,
  };
  const options = { colour: false, columns: undefined };

  it('shows what would be fetched here, and the word that accepts a licence', () => {
    const onCpu = renderModels([model], { ...options, dtypeOrder: ['q8', 'fp32'] });
    expect(onCpu.split('\n')[1]).toBe(
      'a-voice  ? (q8)  -          CPML, not accepted (cpml)  en de      speaks',
    );
    expect(renderModels([model], { ...options, dtypeOrder: ['fp32'] })).toContain('2.0 GB (fp32)');
  });

  it('leaves the description out on a narrow terminal', () => {
    expect(renderModels([model], { ...options, columns: 80, dtypeOrder: ['fp32'] })).not.toContain('speaks');
  });
});
