// Test fixture: a parent that starts the child as the product does and prints its pid; the test kills the parent.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const [, , folder, library] = process.argv.map(String)
const data = path.join(folder, 'clickhouse')
const config = path.join(folder, 'config.xml')
fs.mkdirSync(data, { recursive: true })
fs.writeFileSync(config, '<clickhouse/>')
const options = {
  library,
  path: data,
  config,
  httpPort: 0,
  nativePort: 0,
  readable: [config, path.dirname(library), '/proc/self'],
}
const child = spawn(process.execPath, [path.join(import.meta.dirname, 'child.js'), JSON.stringify(options)], {
  stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  detached: true,
  env: {},
})
// The engine has passed its start when it has opened its ports.
child.stdout.once('data', () => process.stdout.write(`${child.pid}\n`))
child.stdout.resume()
child.stderr.resume()
