import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ComposeProject, repository } from './compose-project.js';
import { type ExpectedAnswer, answers, portraitAnswer } from './constellation-answers.js';
import { buildCudaImage } from './cuda-archive.js';
import { runCommand } from './command.js';
import { DockerEngine } from './docker-engine.js';
import { assertPortsFree, findComposeCommands, whyNotHere } from './requirements.js';
import { importStandIns } from './stand-in-images.js';

const minutes = 60_000;
const profiles = ['avatar', 'avatar-experimental', 'voxformer'];
const services = ['gateway', 'ui', 'agent', 'tts', 'avatar', 'stt-whisper', 'stt-canary', 'stt-ctc'];
const ports = [8000, 8005, 8081, 8082, 8083, 8084, 8085, 8087, 8088];
const cache = join(repository, '.parley/compose-test');
const recording = join(repository, '../shared/data/audio/en_jfk_11s.wav');
const portrait = join(repository, '../shared/data/portraits/s0.jpg');

const composeCommands = await findComposeCommands();
const reason = whyNotHere(composeCommands);
const logLineSchema = z.object({
  level: z.string(),
  message: z.string(),
  service: z.string(),
  timestamp: z.iso.datetime(),
});

describe.skipIf(reason)(`the constellation in containers${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let engine: DockerEngine;
  let project: ComposeProject;
  let files: string;

  /** Runs a line as a person would, and resolves with the status and the body. */
  async function curl(line: string) {
    const command = `curl --silent --show-error --max-time 60 --write-out '\n%{http_code}' ${line}`;
    const output = await runCommand('sh', ['-c', command], { cwd: files });
    const end = output.lastIndexOf('\n');
    return { body: output.slice(0, end), status: Number(output.slice(end + 1)) };
  }

  async function expectAnswer({ line, status, text, file }: ExpectedAnswer) {
    const answer = await curl(line);
    expect(answer, line).toMatchObject({ status });
    if (text) expect(answer.body).toMatch(text);
    if (file)
      expect((await readFile(join(files, file.name))).subarray(0, file.begins.length)).toEqual(file.begins);
  }

  const becomesHealthy = (service: string) =>
    vi.waitFor(async () => expect(await project.container(service)).toMatchObject({ health: 'healthy' }), {
      timeout: 90_000,
      interval: 500,
    });

  beforeAll(async () => {
    await assertPortsFree(ports);
    await mkdir(cache, { recursive: true });
    files = await mkdtemp(join(tmpdir(), 'parley-compose-'));
    engine = await DockerEngine.start();
    project = new ComposeProject(engine, composeCommands[0] ?? [], profiles);
    await importStandIns(engine, cache);
    await project.run('build');
    await project.run('up', '--detach');
  }, 20 * minutes);

  afterAll(async () => {
    await project?.run('down', '--volumes', '--rmi', 'all').catch(() => undefined);
    await engine?.stop();
    if (files) await rm(files, { recursive: true });
  }, 2 * minutes);

  it('becomes healthy, each process without the rights of root', { timeout: 2 * minutes }, async () => {
    for (const service of ['redis', ...services]) await becomesHealthy(service);
    for (const service of services)
      expect(await project.container(service), service).toMatchObject({ user: 'parley', restarts: 0 });
    await vi.waitFor(() => expectAnswer({ line: 'http://localhost:8083/ready', status: 200 }), {
      timeout: 60_000,
    });
  });

  it('answers the lines that users type', { timeout: 3 * minutes }, async () => {
    if (existsSync(recording)) await writeFile(join(files, 'audio.wav'), await readFile(recording));
    else
      await curl(
        `-X POST http://localhost:8082/synthesize -H "Content-Type: application/json" -d '{"text":"Hello, how are you today?","language":"en"}' -o audio.wav`,
      );
    const audio = await readFile(join(files, 'audio.wav'));
    await writeFile(join(files, 'reference.wav'), audio);
    await writeFile(join(files, 'audio.json'), JSON.stringify({ audio: audio.toString('base64') }));
    for (const answer of answers) await expectAnswer(answer);
  });

  it.skipIf(!existsSync(portrait))('draws an uploaded face (skipped without shared/data)', async () => {
    await sharp(portrait).png().toFile(join(files, 'avatar.png'));
    await expectAnswer(portraitAnswer);
  });

  it('logs one JSON object a line, with its service and without errors', async () => {
    for (const service of services) {
      const lines = (await project.logLines(service)).map((line) => logLineSchema.parse(JSON.parse(line)));
      expect(lines.length, service).toBeGreaterThan(0);
      expect(service).toContain(lines[0]?.service);
      expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    }
  });

  it('brings back what crashed, while the others go on', { timeout: 2 * minutes }, async () => {
    const before = await project.container('tts');
    // As the kernel ends a process that takes too much memory. `docker kill` would count as a person's wish.
    process.kill(before.pid, 'SIGKILL');
    await expectAnswer({ line: 'http://localhost:8083/health', status: 200 });
    await vi.waitFor(
      async () =>
        expect(await project.container('tts')).toMatchObject({ id: before.id, running: true, restarts: 1 }),
      { timeout: 30_000, interval: 200 },
    );
    await becomesHealthy('tts');
    await expectAnswer(answers[1] ?? portraitAnswer);
  });

  it('brings back by `up` what was killed by hand', { timeout: 2 * minutes }, async () => {
    const { id } = await project.container('avatar');
    await engine.docker('kill', id);
    expect(await project.container('avatar')).toMatchObject({ running: false });
    await project.run('up', '--detach');
    await becomesHealthy('avatar');
    await expectAnswer({ line: 'http://localhost:8081/expressions', status: 200 });
  });

  it.each(composeCommands.map((command) => ({ name: command.join(' '), command })))(
    'is understood by $name, with the GPU file too',
    async ({ command }) => {
      const each = new ComposeProject(engine, command, [...profiles, 'llm', 'voxtral']);
      for (const overlay of [[], ['--file', 'compose.yaml', '--file', 'compose.gpu.yaml']])
        expect((await each.run(...overlay, 'config', '--services')).split('\n')).toEqual(
          expect.arrayContaining(['llm', 'voxtral']),
        );
    },
  );

  it('builds an image for CUDA from the pinned archive only', { timeout: 5 * minutes }, async () => {
    await buildCudaImage(engine, { loads: true });
    await expect(buildCudaImage(engine, { loads: true, sha256: '0'.repeat(64) })).rejects.toThrow(
      /another checksum/,
    );
    await expect(buildCudaImage(engine, { loads: false })).rejects.toThrow(
      /not found in this base image: libvips/,
    );
  });

  it('ends in good order and leaves nothing', { timeout: 2 * minutes }, async () => {
    await project.run('stop');
    for (const service of services)
      expect(await project.container(service), service).toMatchObject({ exitCode: 0 });
    await project.run('down', '--volumes');
    const ofProject = ['--quiet', '--filter', `label=com.docker.compose.project=${project.name}`];
    for (const what of [
      ['ps', '--all'],
      ['volume', 'ls'],
      ['network', 'ls'],
    ])
      expect(await engine.docker(...what, ...ofProject)).toBe('');
  });
});
