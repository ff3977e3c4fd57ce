import fs from 'node:fs'
import path from 'node:path'
import { Controller, Get, Req, Res } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { frontendFolder } from '../app/project-folders'
import { notFound } from './app-error'
import { Public } from './public'

/** The single page answers for every address that is neither a file of the frontend nor part of the API. */
@ApiExcludeController()
@Public()
@Controller()
export class PagesController {
  @Get('*')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const address = request.url.split('?')[0] ?? ''
    const isFile = /\.[a-z0-9]+$/i.test(address)
    if (/^\/(api|health|metrics)(\/|$)/.test(address) || isFile) {
      throw notFound('http/not-found', `There is nothing at ${address}.`)
    }
    const index = path.join(frontendFolder(), 'index.html')
    if (!fs.existsSync(index)) {
      throw notFound('http/no-frontend', 'The frontend is not built. Run npm start or npm run build.')
    }
    if (address.startsWith('/r/')) hideLink(reply)
    else void reply.header('cache-control', 'no-cache')
    void reply.type('text/html; charset=utf-8').send(fs.createReadStream(index))
  }
}

/** An address that opens figures by itself stays in no cache, no other site's log and no search engine. */
function hideLink(reply: FastifyReply): void {
  void reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow')
}
