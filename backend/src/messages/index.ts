import { PreviewsService } from './previews.service'
import { SendersController } from './senders.controller'
import { SendersService } from './senders.service'
import { TemplatesController } from './templates.controller'
import { TemplatesService } from './templates.service'

export { checkTemplate, tagsOf } from './check/check-template'
export type { Finding as TemplateFinding } from './check/finding'
export { compileTemplate } from './compile'
export type { CompiledTemplate } from './compile'
export { exampleSubject } from './example'
export { LIBRARY, chooseTemplate } from './library/library'
export { renderMessage } from './render'
export type { RenderedMessage } from './render'
export { usualDeadline } from './subject'
export type { Charges, Facts, Links, MessageSubject, Sender } from './subject'
export { languageOf } from './tags/format'
export { templateChannel } from './template'
export type { Template, TemplateChannel, TemplateText } from './template'
export { TEST_SENDER } from './test-sender'
export type { TestSender } from './test-sender'
export { SendersService, TemplatesService }
export const messageControllers = [TemplatesController, SendersController]
export const messageProviders = [TemplatesService, PreviewsService, SendersService]
