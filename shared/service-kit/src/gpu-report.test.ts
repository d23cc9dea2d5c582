import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGpus, readGpuReport } from './gpu-report.js';

const h200 = '0, NVIDIA H200, 143771, 1024, 142747, 37, 41, 120.52';
const gb10 = '1, NVIDIA GB10, [N/A], [N/A], [N/A], 0, 38, [Not Supported]';

describe('what nvidia-smi says', () => {
  it('is read number by number, and missing ones are null', () => {
    expect(parseGpus(`${h200}\n${gb10}\n`)).toEqual([
      {
        index: 0,
        name: 'NVIDIA H200',
        memoryTotalMb: 143_771,
        memoryUsedMb: 1_024,
        memoryFreeMb: 142_747,
        utilizationPercent: 37,
        temperatureC: 41,
        powerW: 120.52,
      },
      {
        index: 1,
        name: 'NVIDIA GB10',
        memoryTotalMb: null,
        memoryUsedMb: null,
        memoryFreeMb: null,
        utilizationPercent: 0,
        temperatureC: 38,
        powerW: null,
      },
    ]);
    expect(parseGpus('No devices were found\n')).toEqual([]);
  });

  describe('as a program', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'parley-gpu-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    const program = async (script: string) => {
      const path = join(folder, 'nvidia-smi');
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    };

    it('is asked for what is read', async () => {
      const report = await readGpuReport(await program(`case "$1" in *power.draw) echo "${h200}";; esac`));
      expect(report).toMatchObject({ available: true, gpus: [{ name: 'NVIDIA H200' }] });
    });

    it('may be absent, fail, or find nothing: each has its words', async () => {
      expect((await readGpuReport(join(folder, 'absent'))).reason).toContain('not installed');
      expect(await readGpuReport(await program('echo "Driver mismatch" >&2; exit 9'))).toEqual({
        available: false,
        gpus: [],
        reason: 'nvidia-smi failed: Driver mismatch.',
      });
      expect((await readGpuReport(await program('echo "No devices were found"'))).reason).toContain('no GPU');
    });
  });
});
