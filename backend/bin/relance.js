#!/usr/bin/env node
// The command of the built product; the sources are in backend/src/cli.
import { existsSync } from 'node:fs'

const bundle = new URL('../dist/relance.js', import.meta.url)
if (existsSync(bundle)) await import(bundle.href)
else {
  process.stderr.write('Relance is not built yet. Run npm start (builds and starts it) or npm run build.\n')
  process.exitCode = 1
}
