import { CampaignLog } from './campaign-log'
import { CampaignSettingsService } from './campaign-settings.service'
import { CampaignsController } from './campaigns.controller'
import { CampaignsService } from './campaigns.service'
import { CheckService } from './check/check.service'
import { LifeCycleController } from './life-cycle.controller'
import { LifeCycleService } from './life-cycle.service'

export { CampaignSettingsService, CampaignsService, LifeCycleService }
export type { ActiveCampaign } from './life-cycle.service'
export const campaignControllers = [CampaignsController, LifeCycleController]
export const campaignProviders = [
  CampaignLog,
  CampaignSettingsService,
  CampaignsService,
  CheckService,
  LifeCycleService,
]
