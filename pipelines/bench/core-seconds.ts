import fs from 'node:fs'

/** Seconds that cores worked, of the engine and of this process: where other programs run, steadier than the clock. */
export interface Work {
  engine: number
  here: number
}

/** Of Linux; elsewhere the engine's share is not known. */
export function coreSeconds(pid: number): () => Work {
  const file = `/proc/${pid}/stat`
  return () => {
    const { user, system } = process.cpuUsage()
    const fields = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(') ')[1]?.split(' ') : undefined
    return { engine: (Number(fields?.[11]) + Number(fields?.[12])) / 100, here: (user + system) / 1e6 }
  }
}

export const since = (before: Work, after: Work): Work => ({
  engine: after.engine - before.engine,
  here: after.here - before.here,
})
