import { NoticeWebhookService } from './notice-webhook.service'
import { NoticesController } from './notices.controller'
import { NoticesService } from './notices.service'

export type { NewNotice } from './content'
export { NoticesService, NoticeWebhookService }
export const noticeControllers = [NoticesController]
export const noticeProviders = [NoticesService, NoticeWebhookService]
