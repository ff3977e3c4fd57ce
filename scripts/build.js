// Builds backend and frontend, each only when its sources changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ensureInstalled, root, runOrExit } from './install.js'

const bundles = [
  {
    folder: 'backend',
    result: 'backend/dist/relance.js',
    sources: [
      'backend/src',
      'backend/vite.config.ts',
      'pipelines/src',
      'pipelines/schema',
      'experiments/src',
    ],
  },
  {
    folder: 'frontend',
    result: 'frontend/dist/index.html',
    sources: [
      'frontend/src',
      'frontend/index.html',
      'frontend/vite.config.ts',
      'backend/src/charts',
      'experiments/src',
    ],
  },
]

function* filesBelow(path) {
  if (statSync(path).isFile()) return yield path
  for (const name of readdirSync(path).sort()) yield* filesBelow(`${path}/${name}`)
}

function fingerprint(sources) {
  const hash = createHash('sha256')
  for (const source of ['package-lock.json', 'tsconfig.json', ...sources]) {
    if (!existsSync(`${root}/${source}`)) continue
    for (const file of filesBelow(`${root}/${source}`)) hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** Builds what changed; says nothing when nothing did. */
export function ensureBuilt() {
  ensureInstalled()
  for (const { folder, result, sources } of bundles) {
    const stamp = `${root}/${folder}/dist/.built-from`
    const wanted = fingerprint(sources)
    const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
    if (current && existsSync(`${root}/${result}`)) continue
    console.error(`Building ${folder} …`)
    runOrExit(process.execPath, [`${root}/node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'warn'], {
      cwd: `${root}/${folder}`,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
  }
}

if (
  process.argv[1] &&
  import.meta.url.endsWith('/scripts/build.js') &&
  process.argv[1].endsWith('build.js')
) {
  ensureBuilt()
}
