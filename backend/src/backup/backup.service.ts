import fs from 'node:fs'
import path from 'node:path'
import { Inject, Injectable } from '@nestjs/common'
import { appliedSchema, copyTables } from '@relance/pipelines'
import type { Warehouse } from '@relance/pipelines'
import { CONFIG, METADATA, WAREHOUSE } from '../app/tokens'
import { VERSION } from '../app/version'
import { audit } from '../auth/audit'
import type { Config } from '../config/config'
import { StandStill } from '../dispatch'
import { AppError } from '../http/app-error'
import { JobBoard } from '../jobs/job-board'
import type { Job } from '../jobs/jobs.contract'
import { appliedMigrations, copyMetadata, loadingAlone } from '../metadata'
import type { Metadata } from '../metadata'
import { placesIn, writeManifest } from './manifest'

const NOTE =
  'A backup is being made. Where this was restored from one, release it once nothing else sends for you.'

/**
 * Both stores as of one moment: nothing is loaded, planned or sent meanwhile. What people decide is copied first, what
 * happened second, so that nothing restored waits to be sent although it was. The copy holds the stop of sending: a
 * restored installation sends nothing until a person releases it.
 */
@Injectable()
export class BackupService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    private readonly board: JobBoard,
    private readonly standStill: StandStill,
  ) {}

  /** @throws AppError `backup/not-absolute`, `backup/not-empty` */
  start(folder: string, actor: string): Job {
    if (!path.isAbsolute(folder)) throw new AppError('backup/not-absolute', 400, 'path: must be absolute')
    if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
      throw new AppError('backup/not-empty', 409, `${folder} is not empty; name a new folder for the backup.`)
    }
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    return this.board.start({
      kind: 'backup',
      title: 'backup',
      run: async (report, signal) => {
        const work = () => this.write(folder, signal, (phase) => report({ phase }))
        try {
          await loadingAlone(this.metadata, () => this.standStill.during(actor, NOTE, signal, work))
        } catch (error) {
          // Half a backup helps nobody, and would be in the way of the next one.
          for (const place of Object.values(placesIn(folder)))
            fs.rmSync(place, { recursive: true, force: true })
          throw error
        }
        await audit(this.metadata, { actor, action: 'backup.made', subject: 'backup', after: { folder } })
        return null
      },
    })
  }

  private async write(folder: string, signal: AbortSignal, told: (phase: string) => void): Promise<void> {
    const places = placesIn(folder)
    const { dataDir } = this.config
    copyIfThere(path.join(dataDir, 'secret.key'), places.key)
    copyIfThere(path.join(dataDir, 'inbox'), places.inbox)
    const migrations = {
      metadata: await appliedMigrations(this.metadata),
      warehouse: await appliedSchema(this.warehouse),
    }
    told('metadata')
    const tables = {
      metadata: await copyMetadata(this.metadata, places.metadata, signal),
      warehouse: await copyTables(this.warehouse, places.warehouse, signal, told),
    }
    writeManifest(folder, {
      format: 1,
      made_at: new Date().toISOString(),
      version: VERSION,
      migrations,
      tables,
    })
  }
}

function copyIfThere(from: string, to: string): void {
  if (fs.existsSync(from)) fs.cpSync(from, to, { recursive: true })
}
