import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Which file has what: read by the bench of the pages' sizes.
    manifest: true,
    // The styles use light-dark() as it is: lowering it doubles every colour.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // No data: URLs: the policy allows fonts and pictures from this server only.
    assetsInlineLimit: 0,
    // The chart engine is one file of this size, loaded with the first chart.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
