import type { Provider } from '@nestjs/common'
import { PLAN_SOURCE } from '../dispatch/ports'
import { CampaignLog } from './campaign-log'
import { CampaignSettingsService } from './campaign-settings.service'
import { CampaignsController } from './campaigns.controller'
import { CampaignsService } from './campaigns.service'
import { CheckService } from './check/check.service'
import { DryRunController } from './dry-run/dry-run.controller'
import { DryRunService } from './dry-run/dry-run.service'
import { LifeCycleController } from './life-cycle.controller'
import { LifeCycleService } from './life-cycle.service'
import { MemberList } from './members'
import { PopulationService } from './population.service'
import { PlanSourceService } from './running/plan-source.service'

export { CampaignSettingsService, CampaignsService, LifeCycleService, MemberList, PopulationService }
export const campaignControllers = [CampaignsController, LifeCycleController, DryRunController]
export const campaignProviders: Provider[] = [
  CampaignLog,
  CampaignSettingsService,
  CampaignsService,
  PopulationService,
  CheckService,
  LifeCycleService,
  DryRunService,
  PlanSourceService,
  { provide: PLAN_SOURCE, useExisting: PlanSourceService },
]
