import type { Config } from '../config/config'
import { CustomerLinksService } from '../customer-page/links/links.service'
import { PAGE_LINKS } from '../dispatch/ports'
import type { PageLinks } from '../dispatch/ports'
import { ownAddress } from './ports'
import { CONFIG } from './tokens'

/** Links of messages: to the public address, else to this machine, where only its own people can follow them. */
export const pageLinks = {
  provide: PAGE_LINKS,
  inject: [CustomerLinksService, CONFIG],
  useFactory: (links: CustomerLinksService, config: Config): PageLinks => ({
    linksFor: (message) => links.linksFor(message, ownAddress(config)),
  }),
}
