import { ActsController } from './acts/acts.controller'
import { ActsService } from './acts/acts.service'
import { OneClickController } from './acts/one-click.controller'
import { CustomerLinksService } from './links/links.service'
import { RenewalService } from './links/renewal.service'
import { PageController } from './page.controller'
import { PageService } from './page.service'
import { PageSettingsController } from './settings/page-settings.controller'
import { PageSettingsService } from './settings/page-settings.service'

export { CustomerLinksService }
export const customerPageControllers = [
  PageController,
  ActsController,
  OneClickController,
  PageSettingsController,
]
export const customerPageProviders = [
  PageSettingsService,
  CustomerLinksService,
  RenewalService,
  PageService,
  ActsService,
]
