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
    rollupOptions: {
      onwarn(warning, warn) {
        // Comments inside zod, which cost nothing and would be the longest words of a first start.
        if (warning.code !== 'INVALID_ANNOTATION') warn(warning);
      },
    },
  },
});
