const roles = [
  'surface',
  'raised',
  'text',
  'text-2',
  'line-strong',
  'accent-text',
  'harm-text',
  'chart-main',
  'chart-past',
  'chart-bar-past',
  'chart-band',
  'chart-grid',
  'chart-axis',
  'chart-label',
  'chart-harm',
  'o-0',
  'o-1',
  'o-2',
  'o-3',
  'o-4',
  'v-1',
  'v-2',
  'v-3',
  'v-4',
  'v-5',
] as const

/** The colours of the theme in force, as the drawing library takes them, and the face of its letters. */
export type Palette = Record<(typeof roles)[number], string> & { font: string }

/** Reads the roles from the styles: light-dark() has a value only once a colour property uses it. */
export function readPalette(root: HTMLElement): Palette {
  const probe = document.createElement('i')
  root.append(probe)
  const colour = (role: string) => {
    probe.style.color = `var(--${role})`
    return getComputedStyle(probe).color
  }
  const colours = Object.fromEntries(roles.map((role) => [role, colour(role)])) as Palette
  probe.remove()
  return { ...colours, font: getComputedStyle(root).fontFamily }
}
