import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('./src/page'),
  esbuild: { jsx: 'automatic' },
  worker: { format: 'es' },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would be data: URLs, which the page's content security policy refuses for scripts.
    assetsInlineLimit: 0,
  },
});
