import type { ChartTable, Option } from './parts'

/** Hands a file to the browser's downloads. */
function save(url: string, name: string) {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}

const cell = (value: string) => (/[";\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** The table as CSV for spreadsheets: semicolons, since French figures hold commas; a BOM, since they guess. */
export function tableToCsv(table: ChartTable): string {
  const lines = [table.columns.map((column) => column.text), ...table.rows]
  return `\uFEFF${lines.map((line) => line.map(cell).join(';')).join('\r\n')}\r\n`
}

export const saveText = (content: string, type: string, name: string) =>
  saveBlob(new Blob([content], { type }), name)

export function saveBlob(content: Blob, name: string) {
  const url = URL.createObjectURL(content)
  save(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Draws the option once more, apart from the page, as the picture asked for. */
export async function savePicture(
  kind: 'png' | 'svg',
  option: Option,
  size: { width: number; height: number; background: string },
  name: string,
) {
  const { init } = await import('./engine')
  const canvas = document.createElement('div')
  const drawing = init(canvas, null, {
    renderer: kind === 'png' ? 'canvas' : 'svg',
    width: size.width,
    height: size.height,
    devicePixelRatio: 2,
  })
  drawing.setOption({ ...option, backgroundColor: size.background })
  if (kind === 'svg') saveText(drawing.renderToSVGString(), 'image/svg+xml', name)
  else save(drawing.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: size.background }), name)
  drawing.dispose()
}
