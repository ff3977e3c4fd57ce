import { roles } from '../../charts/palette'
import type { Palette } from '../../charts/palette'

/** The light theme of the screens: mail programs show pictures on white. A test holds it against theme.css. */
const LIGHT: Readonly<Record<(typeof roles)[number], string>> = {
  surface: '#ffffff',
  raised: '#ffffff',
  text: '#151922',
  'text-2': '#464e5e',
  'line-strong': '#cdd2dd',
  'accent-text': '#2a46c0',
  'harm-text': '#b3202b',
  'chart-main': '#2a46c0',
  'chart-past': '#8b94a6',
  'chart-bar-past': '#c3c9d6',
  'chart-band': 'rgb(42 70 192 / 0.14)',
  'chart-grid': '#eaecf2',
  'chart-axis': '#cdd2dd',
  'chart-label': '#5f687a',
  'chart-harm': '#bd2530',
  'o-0': '#d3d8e2',
  'o-1': '#b3c0f0',
  'o-2': '#7f94e6',
  'o-3': '#4a64d0',
  'o-4': '#1f2f87',
  'v-1': '#0072b2',
  'v-2': '#c65300',
  'v-3': '#00805d',
  'v-4': '#a8527f',
  'v-5': '#946000',
}
/** drawing takes colours with commas only */
const commas = (colour: string) =>
  colour.replace(/^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/, 'rgba($1, $2, $3, $4)')

export const MAIL_FONT = 'DejaVu Sans'
export const mailPalette: Palette = {
  ...(Object.fromEntries(roles.map((role) => [role, commas(LIGHT[role])])) as typeof LIGHT),
  font: MAIL_FONT,
}
/** as the styles write them */
export const lightColours = LIGHT
