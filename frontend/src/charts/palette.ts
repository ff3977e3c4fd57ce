import { roles, type Palette } from '@relance/backend/charts'

export type { Palette }

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
