// What every chart is built of stands in the backend's charts, since mails draw three of them as well.
export {
  axisNumber,
  base,
  label,
  roundedRange,
  segment,
  text,
  tooltip,
  xAxis,
  yAxis,
} from '@relance/backend/charts'
export type { ChartTable, Option, Setting } from '@relance/backend/charts'
