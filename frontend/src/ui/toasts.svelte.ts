interface Toast {
  id: number
  text: string
  kind: 'ok' | 'harm'
  action?: { label: string; run: () => void }
}

/** Short messages about what was done; each leaves by itself unless it carries an error. */
class Toasts {
  list = $state.raw<Toast[]>([])
  #next = 1

  say(text: string, options: { kind?: Toast['kind']; action?: Toast['action'] } = {}) {
    const toast: Toast = { id: this.#next++, text, kind: options.kind ?? 'ok' }
    if (options.action) toast.action = options.action
    this.list = [...this.list.slice(-2), toast]
    if (toast.kind === 'ok') setTimeout(() => this.drop(toast.id), 8000)
  }

  drop(id: number) {
    this.list = this.list.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()
