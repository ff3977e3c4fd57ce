import { defineConfig } from 'vite'

/** What a bundle must not swallow: packages with native parts, folders of their own, or dynamic requires. */
const ownCode = /^@relance\/(pipelines|experiments)(\/|$)/

export default defineConfig({
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist',
    // A build while a server runs replaces its files; taking them away first would break what it loads later.
    emptyOutDir: false,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rollupOptions: {
      output: { entryFileNames: 'relance.js', chunkFileNames: '[name].js', format: 'es' },
    },
  },
  ssr: {
    target: 'node',
    noExternal: [ownCode],
    external: ['@relance/pipelines/engine-child'],
  },
})
