import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config'

describe('configuration', () => {
  it('has a default for everything', () => {
    const config = readConfig({}, {})
    expect(config).toMatchObject({ host: '127.0.0.1', port: undefined, clickhouse: undefined })
    expect(config.dataDir.endsWith('/data')).toBe(true)
  })

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({}, { DATABASE_URL: '', PORT: '' }).databaseUrl).toBeUndefined()
  })

  it('lets a flag win over the environment', () => {
    expect(readConfig({ port: '4000' }, { PORT: '5000' }).port).toBe(4000)
  })

  it('tells every problem at once and names the flag where a flag is wrong', () => {
    const wrong = () => readConfig({ port: 'abc' }, { CLICKHOUSE_URL: 'ftp://x', DATABASE_URL: 'mysql://x' })
    expect(wrong).toThrow(ConfigError)
    expect(wrong).toThrow(/--port: must be a port number[^]*CLICKHOUSE_URL: must be an http[^]*DATABASE_URL/)
  })

  it('takes a cluster with the address of its first shard, and of all others in their order', () => {
    const first = { CLICKHOUSE_URL: 'http://one:8123', RELANCE_CLUSTER: 'main' }
    expect(readConfig({}, first).cluster).toEqual({ name: 'main', urls: undefined })
    const all = { ...first, RELANCE_SHARDS: 'http://one:8123, http://two:8124' }
    expect(readConfig({}, all).cluster?.urls).toEqual(['http://one:8123', 'http://two:8124'])
    expect(() => readConfig({}, { RELANCE_CLUSTER: 'main' })).toThrow('CLICKHOUSE_URL: is needed')
    expect(() => readConfig({}, { RELANCE_SHARDS: 'http://one:8123' })).toThrow('RELANCE_CLUSTER: is needed')
    expect(() => readConfig({}, { ...first, RELANCE_CLUSTER: 'a; DROP' })).toThrow('RELANCE_CLUSTER')
    expect(() => readConfig({}, { ...first, RELANCE_SHARDS: 'one,two' })).toThrow('RELANCE_SHARDS')
  })
})
