type Go = (path: string, search?: string) => void

let handler: Go = (path, search = '') => location.assign(path + search)

/** The router says how to go; pages ask here, so that they need not import the table of pages. */
export function bindNavigation(go: Go) {
  handler = go
}

export function go(path: string, search?: string) {
  handler(path, search)
}
