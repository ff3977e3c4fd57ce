export type Theme = 'system' | 'light' | 'dark'
const key = 'relance.theme'

/** Light or dark: the system decides unless the switch was used. */
class ThemeChoice {
  choice = $state<Theme>('system')
  #systemDark = $state(false)
  shown = $derived(this.choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.choice)

  constructor() {
    const stored = localStorage.getItem(key)
    if (stored === 'light' || stored === 'dark') this.choice = stored
    const system = matchMedia('(prefers-color-scheme: dark)')
    this.#systemDark = system.matches
    system.addEventListener('change', (event) => (this.#systemDark = event.matches))
    this.#apply()
  }

  use(choice: Theme) {
    this.choice = choice
    if (choice === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, choice)
    this.#apply()
  }

  #apply() {
    if (this.choice === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = this.choice
  }
}

export const theme = new ThemeChoice()
