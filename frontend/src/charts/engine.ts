// The one import of ECharts, tree-shaken; a chunk of its own, fetched when the first chart is drawn.
import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer, SVGRenderer])

export { init }
