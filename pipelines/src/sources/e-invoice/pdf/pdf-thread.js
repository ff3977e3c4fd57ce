// Reads what a PDF has attached, in a thread of its own that can be ended: the library may compute without end over a
// file that was made for it. One message a PDF: its bytes; answered by the files, or by why there are none.
import { parentPort } from 'node:worker_threads'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** Pages on which files are looked for that are attached to a note, not to the document. */
const PAGES = 10

parentPort.on('message', async (bytes) => {
  parentPort.postMessage(await answer(bytes))
})
parentPort.postMessage('ready')

async function answer(data) {
  const task = getDocument({
    data,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
  })
  try {
    const document = await task.promise
    const files = xmlOf(await document.getAttachments())
    return { files: files.length > 0 ? files : await notedFiles(document) }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  } finally {
    await task.destroy().catch(() => undefined)
  }
}

async function notedFiles(document) {
  const files = []
  for (let number = 1; number <= Math.min(document.numPages, PAGES); number += 1) {
    const page = await document.getPage(number)
    for (const note of await page.getAnnotations()) files.push(...xmlOf([note?.file]))
  }
  return files
}

/** What the library answers, checked, because it may be anything. */
function xmlOf(attachments) {
  const files = attachments instanceof Map ? [...attachments.values()] : Object.values(attachments ?? {})
  return files.flatMap((file) =>
    file?.content instanceof Uint8Array && /\.xml$/i.test(String(file.filename))
      ? [{ name: String(file.filename), content: file.content }]
      : [],
  )
}
