/**
 * `npm test`: set-up as for `npm start`, then every test. This file keeps to syntax that old versions of Node can read.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Parley needs Node 20.19 or newer; this is Node ${process.versions.node}. See https://nodejs.org.`,
  );
  process.exit(1);
}

import('./test/main.mjs').then(({ main }) => main(process.argv.slice(2)));
