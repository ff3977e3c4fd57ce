import zlib from 'node:zlib'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import fs from 'node:fs'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import serveStatic from '@fastify/static'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config'
import { AppError } from '../http/app-error'
import { ApiDescription } from '../http/docs.controller'
import { addEtags } from '../http/etag'
import { describeApi } from '../http/openapi'
import { addTrails } from '../http/request-trail'
import { addSecurityHeaders } from '../http/security-headers'
import { Traffic, watchTraffic } from '../http/traffic'
import { validationPipe } from '../http/validation'
import { timeRequests } from '../metrics/time-requests'
import { keepRawBodies } from '../webhooks/raw-bodies'
import { AppModule } from './app.module'
import { JsonLog } from './json-log'
import { frontendFolder } from './project-folders'
import type { Stores } from './stores'
import { VERSION } from './version'

const JSON_BODY_BYTES = 32 * 1024 * 1024

/** Errors and warnings go to stderr whatever a command prints on stdout. */
export const logOf = (config: Config) => new JsonLog((line) => process.stderr.write(line), config.verbose)

/** Makes the application over open stores, ready for `listen` or `inject`. */
export async function makeHttpServer(
  config: Config,
  stores: Stores,
  runToken: string,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_BODY_BYTES,
    trustProxy: config.trustProxy,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
    // A slow upload of a large file is no attack.
    requestTimeout: 0,
  })
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over(config, stores, runToken),
    adapter,
    { logger: logOf(config), abortOnError: false },
  )
  app.useGlobalPipes(validationPipe())
  const server = adapter.getInstance() as unknown as FastifyInstance
  timeRequests(server, stores.metrics)
  watchTraffic(server, app.get(Traffic))
  await addPlugins(app, server, config)
  takeLines(server)
  keepRawBodies(server)
  unzipBodies(server)
  await app.init()
  await server.ready()
  app.get(ApiDescription).describe = () => describeApi(app, VERSION)
  return app
}

async function addPlugins(app: NestFastifyApplication, server: FastifyInstance, config: Config) {
  await addSecurityHeaders(server, config.publicUrl?.startsWith('https:') ?? false)
  addEtags(server)
  addTrails(server)
  await app.register(cookie)
  await app.register(multipart, { limits: { files: 100, fields: 20, fileSize: config.maxUploadBytes + 1 } })
  await app.register(rateLimit, { global: false })
  const root = frontendFolder()
  if (!fs.existsSync(root)) return
  await app.register(serveStatic, {
    root,
    wildcard: false,
    index: false,
    setHeaders: (reply, path) => {
      const hashed = /[/\\]assets[/\\]/.test(path)
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

/** Lines of events and whole files reach their route as a stream, whatever their size. */
function takeLines(server: FastifyInstance): void {
  const files = [
    'application/octet-stream',
    'application/gzip',
    'application/pdf',
    'application/xml',
    'text/csv',
  ]
  const types = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', ...files]
  server.addContentTypeParser(types, { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, payload, done) =>
    done(null, payload),
  )
}

function unzipBodies(server: FastifyInstance): void {
  server.addHook('preParsing', (request, reply, payload, done) => {
    const encoding = request.headers['content-encoding']
    if (encoding !== 'gzip' && encoding !== 'deflate' && encoding !== 'br') return done(null, payload)
    const unzip = encoding === 'br' ? zlib.createBrotliDecompress() : zlib.createUnzip()
    // The length that the header states is that of the packed body.
    delete request.headers['content-length']
    const unpacked = new PassThrough()
    unzip.on('error', () => unpacked.destroy(notPacked()))
    // A route that reads no body listens to no error of it, and an error that nobody hears ends the process.
    unpacked.on('error', () => undefined)
    payload.on('error', (error) => unpacked.destroy(error))
    // Once answered, e.g. that it is too large, nobody needs the rest: a bomb is not unpacked to its end.
    reply.raw.once('close', () => {
      unzip.destroy()
      unpacked.destroy()
      payload.resume()
    })
    done(null, (payload as Readable).pipe(unzip).pipe(unpacked))
  })
}

const notPacked = () =>
  new AppError('http/bad-encoding', 400, 'The body is not packed as its Content-Encoding says.')
