import { describe, expect, it } from 'vitest';

import { type Requirement, provide } from '../../infra/start/system-packages.mjs';

const aptLine = 'apt-get install --yes --no-install-recommends harp harp-strings';

/** A harp that is not there until somebody runs apt-get install, on a machine as described. */
function createScene({ debian = true, root = true, optional = true, codes = [] as number[] } = {}) {
  const commands: string[] = [];
  const said: string[] = [];
  let present = false;
  const harp: Requirement = {
    name: 'Harp',
    purpose: 'music',
    packages: ['harp', 'harp-strings'],
    optional,
    isPresent: () => present,
  };
  const run = async (command: string, args: string[]) => {
    commands.push([command, ...args].join(' '));
    const code = args[0] === 'install' ? (codes.shift() ?? 0) : 0;
    present ||= args[0] === 'install' && code === 0;
    return code;
  };
  const provideHarp = (install: boolean) =>
    provide([harp], { install, say: (message) => said.push(message), machine: { debian, root, run } });
  return { commands, said, provideHarp };
}

describe('what is missing on Debian, as root', () => {
  it('is installed by the line that is printed, and found from then on', async () => {
    const { commands, said, provideHarp } = createScene();
    await provideHarp(true);
    expect(commands.at(-1)).toBe(aptLine);
    expect(said.join('\n')).toContain(aptLine);
    const count = commands.length;
    await provideHarp(true);
    expect(commands).toHaveLength(count);
  });

  it('ends the start when apt-get fails, after at most one update', async () => {
    const { commands, provideHarp } = createScene({ codes: [100, 100] });
    await expect(provideHarp(true)).rejects.toThrow('apt-get ended with 100');
    expect(commands.filter((line) => line === 'apt-get update')).toHaveLength(1);
  });
});

describe('what is missing elsewhere', () => {
  it('is named with the line to run, without root', async () => {
    const { commands, provideHarp } = createScene({ root: false });
    await expect(provideHarp(true)).rejects.toThrow(`sudo ${aptLine}`);
    expect(commands).toEqual([]);
  });

  it('is named with its Debian packages, on another system', async () => {
    const { provideHarp } = createScene({ debian: false });
    await expect(provideHarp(true)).rejects.toThrow("your system's package manager");
  });
});

describe('with --no-install', () => {
  it('goes on without what is optional', async () => {
    const { commands, said, provideHarp } = createScene();
    await provideHarp(false);
    expect(commands).toEqual([]);
    expect(said[0]).toContain('Going on without Harp (music)');
  });

  it('stops where it is not', async () => {
    const { provideHarp } = createScene({ optional: false });
    await expect(provideHarp(false)).rejects.toThrow(aptLine);
  });
});
