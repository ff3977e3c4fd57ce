// npm test -- --shards: which test files run on two engines that are the shards of a cluster: those that reach the aid
// by which engines are started. All others would only say again what they say on one engine.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const FOLDERS = ['pipelines/src', 'backend/src', 'test']
const AID = 'pipelines/src/engine/testing.ts'
const PACKAGE = /^@relance\/pipelines\/testing(-shards)?$/

/** Test files that need a warehouse, as paths from `root`; `words` keep those that have one of them in their path. */
export function filesOnShards(root, words) {
  const imports = new Map()
  const aid = join(root, AID)
  const importsOf = (file) => {
    if (!imports.has(file)) imports.set(file, file.endsWith('.ts') ? readImports(file, aid) : [])
    return imports.get(file)
  }
  const needsWarehouse = (file) => {
    const seen = new Set([file])
    for (const one of seen) {
      if (one === aid) return true
      for (const next of importsOf(one)) seen.add(next)
    }
    return false
  }
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)),
  )
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .filter((file) => needsWarehouse(join(root, file)))
    .sort()
}

/** Files of ours that a file imports. */
function readImports(file, aid) {
  const names = [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'/g)].map(([, name]) => name)
  return names.flatMap((name) => {
    if (PACKAGE.test(name)) return [aid]
    if (!name.startsWith('.')) return []
    const path = join(dirname(file), name)
    const found = [`${path}.ts`, join(path, 'index.ts'), path].find(
      (one) => existsSync(one) && statSync(one).isFile(),
    )
    return found ? [found] : []
  })
}
