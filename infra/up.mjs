/**
 * `npm start`: set-up and run, on a machine with nothing but Node.
 * This file keeps to syntax that old versions of Node can read, so that they can be told apart kindly.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Parley needs Node 20.19 or newer; this is Node ${process.versions.node}.\n` +
      'Install a newer one from https://nodejs.org, then run the command again.',
  );
  process.exit(1);
}

import('./start/main.mjs').then(({ main }) => main(process.argv.slice(2)));
