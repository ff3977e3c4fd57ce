// npm run bench -- NAME [--option value …]: bundles one bench as the product is bundled, and runs it.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.js'
import { root } from './install.js'

const folders = ['experiments/bench', 'pipelines/bench', 'test/bench']

function names() {
  return folders
    .filter((folder) => existsSync(`${root}/${folder}`))
    .flatMap((folder) => readdirSync(`${root}/${folder}`).filter((file) => file.endsWith('.ts')))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort()
}

/** `--rows 10 --verbose` → { rows: '10', verbose: 'true' } */
function readOptions(words) {
  const options = {}
  for (let i = 0; i < words.length; i += 1) {
    const name = words[i].replace(/^--/, '')
    const next = words[i + 1]
    options[name] = next === undefined || next.startsWith('--') ? 'true' : next
    if (options[name] === next) i += 1
  }
  return options
}

const [name, ...rest] = process.argv.slice(2)
const file = folders.map((folder) => `${root}/${folder}/${name}.ts`).find((path) => existsSync(path))
if (!file) {
  console.error(
    `${name ? `There is no bench "${name}".` : 'Which bench?'} npm run bench -- ${names().join(' | ')}`,
  )
  process.exit(2)
}
ensureBuilt()
const { build } = await import('vite')
await build({
  root,
  configFile: false,
  logLevel: 'error',
  ssr: { noExternal: [/^@relance\//] },
  build: { ssr: file, outDir: `${root}/dist/bench`, emptyOutDir: false, target: 'node20' },
})
// In a process of its own, so that what the bundler keeps in memory is neither counted nor collected.
const script = pathToFileURL(`${root}/dist/bench/${name}.js`).href
const text = `const { run } = await import(${JSON.stringify(script)}); await run(${JSON.stringify(readOptions(rest))})`
const bench = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: 'inherit' })
bench.on('exit', (code) => (process.exitCode = code ?? 1))
