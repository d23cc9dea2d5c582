import { existsSync } from 'node:fs';
import { homedir } from 'node:os';

import { hasProgram } from '../start/commands.mjs';

/**
 * What only tests need. Without one of these, the tests that want it are skipped and say so.
 * @type {import('../start/system-packages.mjs').Requirement[]}
 */
export const testRequirements = [
  {
    name: 'Chromium',
    purpose: 'browser tests',
    packages: ['chromium', 'fonts-dejavu-core', 'fonts-noto-core'],
    optional: true,
    isPresent: () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => hasProgram(name)),
  },
  {
    name: 'flite',
    purpose: 'a voice that speaks to the microphone',
    packages: ['flite'],
    optional: true,
    isPresent: () => hasProgram('flite'),
  },
  {
    name: 'Docker',
    purpose: 'Compose tests',
    packages: ['docker.io', 'iptables'],
    optional: true,
    isPresent: () => hasProgram('docker') && (existsSync('/var/run/docker.sock') || hasDaemon()),
  },
  {
    name: 'Docker Compose',
    purpose: 'Compose tests',
    packages: ['docker-compose'],
    optional: true,
    isPresent: () => hasProgram('docker-compose') || hasComposePlugin(),
  },
  {
    name: 'curl',
    purpose: 'the lines that users call containers with',
    packages: ['curl'],
    optional: true,
    isPresent: () => hasProgram('curl'),
  },
  {
    name: 'debootstrap',
    purpose: 'base images where none can be pulled',
    packages: ['debootstrap'],
    optional: true,
    isPresent: () => hasProgram('debootstrap'),
  },
];

function hasDaemon() {
  return hasProgram('dockerd') && hasProgram('iptables');
}

function hasComposePlugin() {
  const folders = [`${homedir()}/.docker`, '/usr/libexec/docker', '/usr/lib/docker', '/usr/local/lib/docker'];
  return folders.some((folder) => existsSync(`${folder}/cli-plugins/docker-compose`));
}
