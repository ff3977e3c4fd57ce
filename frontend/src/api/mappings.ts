import type { NewMapping, SavedMapping } from '@relance/backend/contract'
import { request } from './client'

export const saveMapping = (body: NewMapping) => request<SavedMapping>('POST', '/mappings', { body })

export const renameMapping = (id: string, name: string) =>
  request<SavedMapping>('PATCH', `/mappings/${id}`, { body: { name } })

export const deleteMapping = (id: string) => request<{ done: true }>('DELETE', `/mappings/${id}`)
