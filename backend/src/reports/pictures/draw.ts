import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Option } from '../../charts'
import { MAIL_FONT } from './palette'

/** Place of a chart in a mail, in pixels of its layout; drawn twice as fine for screens that show it so. */
export const PICTURE = { width: 632, height: 240, fineness: 2 } as const

type Engine = Awaited<ReturnType<typeof load>>
let engine: Promise<Engine> | undefined

/** Fetched with the first picture, since few processes ever draw one: 0.4 s and some 50 MB. */
async function load() {
  const require = createRequire(import.meta.url)
  const [{ init, use }, charts, { GridComponent, TooltipComponent }, { SVGRenderer }, { initWasm, Resvg }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
      import('@resvg/resvg-wasm'),
    ])
  const { BarChart, CustomChart, LineChart } = charts
  use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  const fontBuffers = await Promise.all([
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  ])
  return { init, Resvg, fontBuffers }
}

/** A chart as PNG, drawn without a browser and with letters of our own: a server may have no fonts. */
export async function drawPng(option: Option): Promise<Buffer> {
  engine ??= load().catch((error: unknown) => {
    engine = undefined
    throw error
  })
  const { init, Resvg, fontBuffers } = await engine
  const { width, height, fineness } = PICTURE
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ ...option, backgroundColor: '#ffffff' })
    const font = { fontBuffers, loadSystemFonts: false, defaultFontFamily: MAIL_FONT }
    const fitTo = { mode: 'width', value: width * fineness } as const
    const drawing = new Resvg(chart.renderToSVGString(), { fitTo, font })
    const image = drawing.render()
    const png = Buffer.from(image.asPng())
    // Memory of the drawing engine is its own: nothing collects it.
    image.free()
    drawing.free()
    return png
  } finally {
    chart.dispose()
  }
}
