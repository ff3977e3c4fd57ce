import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readConfig } from '../../backend/src/config/config'

const service = z.strictObject({
  image: z
    .string()
    .regex(/:[^:]+$/, 'an image names its version')
    .optional(),
  build: z.string().optional(),
  stop_grace_period: z
    .string()
    .regex(/^\d+s$/)
    .optional(),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()),
  ulimits: z.record(z.string(), z.object({ soft: z.int(), hard: z.int() })).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string().regex(/^\d+s$/),
      timeout: z.string().regex(/^\d+s$/),
      retries: z.int(),
    })
    .optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
  restart: z.literal('unless-stopped'),
})
const composeFile = z.strictObject({
  name: z.literal('relance'),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
})

const root = new URL('../../', import.meta.url)
const compose = composeFile.parse(parse(readFileSync(new URL('docker-compose.yml', root), 'utf8')))
const dockerfile = readFileSync(new URL('Dockerfile', root), 'utf8')

describe('docker-compose.yml', () => {
  it('brings ClickHouse, PostgreSQL, the app and Mailpit', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['app', 'clickhouse', 'mailpit', 'postgres'])
  })

  it('checks the health of every service, the app by its Dockerfile', () => {
    for (const [name, each] of Object.entries(compose.services)) {
      if (each.build) expect(dockerfile, name).toMatch(/^HEALTHCHECK /m)
      else expect(each.healthcheck, name).toBeDefined()
    }
  })

  it('leaves the app the time that it takes to end what it has begun', () => {
    const { drainMs } = readConfig({}, {})
    const grace = Number.parseInt(compose.services['app']?.stop_grace_period ?? '10', 10)
    expect(grace * 1000).toBeGreaterThan(drainMs)
  })

  it('keeps data in named volumes that are declared', () => {
    for (const each of Object.values(compose.services)) {
      for (const volume of each.volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
    }
  })

  it('has no default password', () => {
    for (const each of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(each.environment)) {
        if (/PASSWORD$/.test(name)) expect(value, name).toMatch(/^\$\{\w+:\?[^}]+\}$/)
        for (const part of value.matchAll(/\$\{(\w*PASSWORD\w*)([^}]*)\}/g)) expect(part[2]).toMatch(/^:\?/)
      }
    }
  })

  it('opens ports on loopback only', () => {
    for (const port of Object.values(compose.services).flatMap((each) => each.ports ?? []))
      expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  it('waits only for services that exist and have a health check', () => {
    for (const each of Object.values(compose.services)) {
      for (const name of Object.keys(each.depends_on ?? {}))
        expect(compose.services[name]?.healthcheck, name).toBeDefined()
    }
  })

  it('builds the app on a Debian image', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])
    expect(bases.length).toBeGreaterThan(0)
    for (const base of bases) expect(base).toMatch(/^node:20-bookworm/)
  })
})
