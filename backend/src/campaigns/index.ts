import { CampaignLog } from './campaign-log'
import { CampaignSettingsService } from './campaign-settings.service'
import { CampaignsController } from './campaigns.controller'
import { CampaignsService } from './campaigns.service'
import { CheckService } from './check/check.service'
import { DryRunController } from './dry-run/dry-run.controller'
import { DryRunService } from './dry-run/dry-run.service'
import { LifeCycleController } from './life-cycle.controller'
import { LifeCycleService } from './life-cycle.service'
import { PopulationService } from './population.service'

export { CampaignSettingsService, CampaignsService, LifeCycleService, PopulationService }
export const campaignControllers = [CampaignsController, LifeCycleController, DryRunController]
export const campaignProviders = [
  CampaignLog,
  CampaignSettingsService,
  CampaignsService,
  PopulationService,
  CheckService,
  LifeCycleService,
  DryRunService,
]
