import { GateService } from './runs/gate.service'
import { RunLog } from './runs/run-log'
import { RunsController } from './runs/runs.controller'
import { RunsService } from './runs/runs.service'
import { AnalystUsersService } from './scope/analyst-users.service'

export const workbenchControllers = [RunsController]
export const workbenchProviders = [AnalystUsersService, GateService, RunLog, RunsService]
