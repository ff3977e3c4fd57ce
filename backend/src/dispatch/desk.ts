import { VerdictsController } from './verdicts/verdicts.controller'
import { VerdictsService } from './verdicts/verdicts.service'
import { WorkListController } from './work-list/work-list.controller'
import { WorkListService } from './work-list/work-list.service'

/** What people see and decide of the sending: the list of calls, and the reasons. */
export const deskControllers = [WorkListController, VerdictsController]
export const deskProviders = [WorkListService, VerdictsService]
