import { createRequire } from 'node:module'
import { EngineError } from './engine-error'

/** What decides whether the embedded engine can run on a machine. */
export interface Platform {
  os: string
  arch: string
  /** glibc version, null on musl; of no meaning outside Linux */
  glibc: string | null
  /** finds a file of an installed package, throws when there is none */
  resolve: (specifier: string) => string
}

const PACKAGES: Record<string, string> = {
  'linux/x64': '@chdb/lib-linux-x64-gnu/libchdb.so',
  'linux/arm64': '@chdb/lib-linux-arm64-gnu/libchdb.so',
  'darwin/x64': '@chdb/lib-darwin-x64/libchdb.so',
  'darwin/arm64': '@chdb/lib-darwin-arm64/libchdb.so',
}

const WAY_OUT =
  'Or run a ClickHouse server (docker compose up clickhouse) and set CLICKHOUSE_URL to its address.'

/** The machine this process runs on. */
function thisPlatform(): Platform {
  return {
    os: process.platform,
    arch: process.arch,
    glibc: process.platform === 'linux' ? glibcVersion() : null,
    resolve: createRequire(childPath()).resolve,
  }
}

/** Path of the child's source. Found through the package, so that it works from a bundle as well. */
export function childPath(): string {
  return createRequire(import.meta.url).resolve('@relance/pipelines/engine-child')
}

/**
 * Path of libchdb for a platform.
 * @throws EngineError `engine/unsupported-platform` or `engine/library-missing`, naming the way out
 */
export function libraryPath(platform: Platform = thisPlatform()): string {
  const unsupported = (reason: string) =>
    new EngineError(
      'engine/unsupported-platform',
      `The embedded ClickHouse does not run here: ${reason} ${WAY_OUT}`,
    )
  if (platform.os === 'win32') throw unsupported('Windows has no libchdb. Run Relance inside WSL 2.')
  const specifier = PACKAGES[`${platform.os}/${platform.arch}`]
  if (!specifier) throw unsupported(`there is no libchdb for ${platform.os} on ${platform.arch}.`)
  if (platform.os === 'linux' && platform.glibc === null) {
    throw unsupported('libchdb needs glibc, and this Linux uses musl (Alpine). Use a Debian image.')
  }
  try {
    return platform.resolve(specifier)
  } catch (cause) {
    const advice = 'Run `npm install` without `--omit=optional`, on this very machine.'
    const message = `The package of the embedded ClickHouse is missing (${specifier}). ${advice} ${WAY_OUT}`
    throw new EngineError('engine/library-missing', message, { cause })
  }
}

function glibcVersion(): string | null {
  const report = process.report as (NodeJS.ProcessReport & { excludeNetwork?: boolean }) | undefined
  if (!report) return null
  // Without this the report asks for the names of all connected machines.
  report.excludeNetwork = true
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime ?? null
}
