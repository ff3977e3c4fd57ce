import { ApiError } from './problem'

/** What a panel needs to know of data that is asked for: its state, its value, why it failed. */
export interface Resource<T> {
  readonly state: 'loading' | 'data' | 'error'
  /** The last value; kept while a new one is on its way, so that the page does not jump. */
  readonly data: T | undefined
  readonly error: ApiError | undefined
  readonly busy: boolean
  retry(): void
}

/**
 * Asks again whenever what `ask` reads before its first await changes; the answer of an older question is dropped.
 * To be called while a component is made. `ask` may return undefined: then nothing is asked yet.
 */
export function resource<T>(ask: (signal: AbortSignal) => Promise<T> | undefined): Resource<T> {
  let data = $state.raw<T>()
  let error = $state.raw<ApiError>()
  let busy = $state(true)
  let turn = $state(0)

  $effect(() => {
    void turn
    const controller = new AbortController()
    const asked = ask(controller.signal)
    if (!asked) return
    busy = true
    asked.then(
      (value) => {
        if (controller.signal.aborted) return
        data = value
        error = undefined
        busy = false
      },
      (cause: unknown) => {
        if (controller.signal.aborted) return
        error =
          cause instanceof ApiError
            ? cause
            : new ApiError({ code: 'unexpected', status: 0, detail: String(cause) })
        data = undefined
        busy = false
      },
    )
    return () => controller.abort()
  })

  return {
    get state() {
      return error ? 'error' : data === undefined ? 'loading' : 'data'
    },
    get data() {
      return data
    },
    get error() {
      return error
    },
    get busy() {
      return busy
    },
    retry: () => turn++,
  }
}
