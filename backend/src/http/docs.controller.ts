import { Controller, Get, Header, Injectable, Res } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import type { OpenAPIObject } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { AppError } from './app-error'
import { docsPage } from './docs-page'
import { Public } from './public'

/**
 * Holds the document, which can be made only after the routes exist. It is made when first asked for: it takes as
 * long as the rest of the start.
 */
@Injectable()
export class ApiDescription {
  private document: OpenAPIObject | undefined
  describe: (() => OpenAPIObject) | undefined

  get(): OpenAPIObject {
    if (!this.describe) throw new AppError('http/starting', 503, 'The server is starting.', undefined, 1)
    return (this.document ??= this.describe())
  }
}

@ApiExcludeController()
@Public()
@Controller('api')
export class DocsController {
  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  openApi(): OpenAPIObject {
    return this.description.get()
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    // The decorator of the header plugin: the nonce of this very answer.
    const nonce = (reply as FastifyReply & { cspNonce: { style: string } }).cspNonce.style
    return docsPage(this.description.get(), nonce)
  }
}
