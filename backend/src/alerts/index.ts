import { AlertsController } from './alerts.controller'
import { AlertsService } from './alerts.service'
import { FigureWatch } from './figure-watch.service'

export { FigureWatch }
export const alertControllers = [AlertsController]
export const alertProviders = [AlertsService, FigureWatch]
