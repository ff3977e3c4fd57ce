import type { ReportQueued, ReportToSend } from '@relance/backend/contract'
import { request } from './client'

export const sendReport = (body: ReportToSend) => request<ReportQueued>('POST', '/reports/send', { body })
