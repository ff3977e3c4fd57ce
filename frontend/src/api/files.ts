import type { FilePreview, Job, LoadOptions, StoredFile } from '@relance/backend/contract'
import { request, writeHeader } from './client'
import { ApiError, toApiError } from './problem'

/**
 * Sends one file; `onProgress` gets the share sent, 0 to 1 (which fetch cannot tell, hence XMLHttpRequest).
 * Rejects with ApiError; aborting rejects with an AbortError.
 */
export function sendFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', '/api/files')
    call.setRequestHeader('accept', 'application/json')
    call.setRequestHeader(writeHeader, '1')
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as StoredFile)
      else reject(toApiError(call.status, call.responseText))
    }
    call.onerror = () => reject(new ApiError({ code: 'network', status: 0, detail: '' }))
    call.onabort = () => reject(new DOMException('Stopped', 'AbortError'))
    signal.addEventListener('abort', () => call.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    call.send(form)
  })
}

export const previewFile = (id: string, body: LoadOptions) =>
  request<FilePreview>('POST', `/files/${id}/preview`, { body })

export const loadFile = (id: string, body: LoadOptions) => request<Job>('POST', `/files/${id}/load`, { body })
