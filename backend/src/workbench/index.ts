import { BiController } from './bi/bi.controller'
import { BiListener } from './bi/listener.service'
import { BiLoginsService } from './bi/logins.service'
import { CatalogueController } from './catalogue/catalogue.controller'
import { CatalogueService } from './catalogue/catalogue.service'
import { ExportsController } from './exports/exports.controller'
import { ExportsService } from './exports/exports.service'
import { FiguresService } from './figures/figures.service'
import { GateService } from './runs/gate.service'
import { RunLog } from './runs/run-log'
import { RunsController } from './runs/runs.controller'
import { RunsService } from './runs/runs.service'
import { SavedQueriesController } from './saved/saved.controller'
import { SavedQueriesService } from './saved/saved.service'
import { AnalystUsersService } from './scope/analyst-users.service'

export { BiListener } from './bi/listener.service'
export { GateService } from './runs/gate.service'

export const workbenchControllers = [
  RunsController,
  ExportsController,
  CatalogueController,
  SavedQueriesController,
  BiController,
]
export const workbenchProviders = [
  AnalystUsersService,
  FiguresService,
  GateService,
  RunLog,
  RunsService,
  ExportsService,
  CatalogueService,
  SavedQueriesService,
  BiLoginsService,
  BiListener,
]
