// The part of the package that is used here; it comes without types.
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: {
      format: string
      hideCursor?: boolean
      clearOnComplete?: boolean
      stream?: NodeJS.WritableStream
    })
    start(total: number, value: number, payload?: Record<string, unknown>): void
    setTotal(total: number): void
    update(value: number, payload?: Record<string, unknown>): void
    stop(): void
  }
}
