import { defineConfig } from 'vite'

/** What a bundle must not swallow: packages with native parts, folders of their own, or dynamic requires. */
const ownCode = /^@relance\/(pipelines|experiments)(\/|$)/

export default defineConfig({
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist',
    target: 'node20',
    sourcemap: true,
    minify: false,
    rollupOptions: {
      output: { entryFileNames: 'relance.js', chunkFileNames: '[name]-[hash].js', format: 'es' },
    },
  },
  ssr: {
    target: 'node',
    noExternal: [ownCode],
    external: ['@relance/pipelines/engine-child'],
  },
})
