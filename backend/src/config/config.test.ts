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
})
