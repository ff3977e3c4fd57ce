import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { z } from 'zod'

const LIMIT_KB = 300
const chunk = z.object({
  file: z.string(),
  imports: z.array(z.string()).default([]),
  dynamicImports: z.array(z.string()).default([]),
})
type Manifest = Record<string, z.output<typeof chunk>>

const root = process.cwd()
const dist = path.join(root, 'frontend/dist')

/**
 * npm run bench -- page: script that each page needs before it shows, gzip, from the built manifest: the entry, the page
 * and all that they import, each file once. `after` is what the page then loads by itself, e.g. the chart engine. Fails
 * where a page is over the limit of 300 KB.
 */
export function run(): void {
  const manifest = z
    .record(z.string(), chunk)
    .parse(JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))) as Manifest
  const pages = [{ route: '/', page: 'index.html' }, ...routes()]
  const rows = pages.map(({ route, page }) => {
    const first = reached(manifest, ['index.html', page])
    const later = [...first]
      .flatMap((name) => manifest[name]?.dynamicImports ?? [])
      .filter((name) => !/^src\/pages\/.*\.svelte$/.test(name))
    const after = [...reached(manifest, later)].filter((name) => !first.has(name))
    const kb = sizeOf(manifest, [...first])
    return { route, kb: round(kb), of_limit: round(kb / LIMIT_KB), after: round(sizeOf(manifest, after)) }
  })
  const [overview, ...others] = rows
  console.table([overview, ...others.sort((a, b) => b.kb - a.kb)])
  if (rows.some(({ kb }) => kb > LIMIT_KB)) process.exitCode = 1
}

/** Addresses and their pages, out of the table of routes, and what customers see. The Overview is part of the entry. */
function routes(): { route: string; page: string }[] {
  const text = fs.readFileSync(path.join(root, 'frontend/src/app/routes.ts'), 'utf8')
  const found = [...text.matchAll(/'([^']+)': \(\) => import\('\.\.\/(pages\/[^']+)'\)/g)]
  if (found.length === 0) throw new Error('frontend/src/app/routes.ts names no page')
  const own = found.map(([, route = '', page = '']) => ({ route, page: `src/${page}` }))
  return [...own, { route: '/p/:token', page: 'src/pages/customer-page/CustomerPage.svelte' }]
}

function reached(manifest: Manifest, from: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const follow = (name: string) => {
    const found = manifest[name]
    if (!found) throw new Error(`${name} is not in the manifest of the build`)
    if (seen.has(name)) return
    seen.add(name)
    for (const next of found.imports) follow(next)
  }
  for (const name of from) follow(name)
  return seen
}

const sizeOf = (manifest: Manifest, names: readonly string[]): number =>
  names
    .map((name) => manifest[name]?.file ?? '')
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + zlib.gzipSync(fs.readFileSync(path.join(dist, file))).length, 0) / 1000

const round = (value: number) => Math.round(value * 100) / 100
