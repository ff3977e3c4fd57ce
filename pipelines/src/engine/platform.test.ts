import { expect, it } from 'vitest'
import type { Platform } from './platform'
import { libraryPath } from './platform'

const aPlatform = (change: Partial<Platform>): Platform => ({
  os: 'linux',
  arch: 'x64',
  glibc: '2.36',
  resolve: (specifier) => `/modules/${specifier}`,
  ...change,
})

it('finds the library of each supported platform', () => {
  expect(libraryPath(aPlatform({}))).toBe('/modules/@chdb/lib-linux-x64-gnu/libchdb.so')
  expect(libraryPath(aPlatform({ arch: 'arm64' }))).toContain('linux-arm64-gnu')
  expect(libraryPath(aPlatform({ os: 'darwin', arch: 'arm64', glibc: null }))).toContain('darwin-arm64')
})

it.each([
  ['Windows', aPlatform({ os: 'win32' }), 'WSL'],
  ['Alpine', aPlatform({ glibc: null }), 'musl'],
  ['an unknown processor', aPlatform({ arch: 'riscv64' }), 'riscv64'],
  ['another system', aPlatform({ os: 'freebsd' }), 'freebsd'],
])('refuses %s and names the way out', (_name, platform, reason) => {
  expect(() => libraryPath(platform)).toThrow(reason)
  expect(() => libraryPath(platform)).toThrow('CLICKHOUSE_URL')
})

it('says how to mend a missing library', () => {
  const platform = aPlatform({
    resolve: () => {
      throw new Error('not found')
    },
  })
  expect(() => libraryPath(platform)).toThrow('npm install')
  expect(() => libraryPath(platform)).toThrow('CLICKHOUSE_URL')
})
