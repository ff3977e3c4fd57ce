import { createRouter } from 'sv-router'
import Overview from '../pages/overview/Overview.svelte'
import { bindNavigation } from './navigate'
import NotFound from './NotFound.svelte'
import Shell from './Shell.svelte'
import { page } from './shown.svelte'

/** Every page. The Overview comes with the first script, the others when first opened. */
export const router = createRouter({
  layout: Shell,
  hooks: {
    afterLoad({ pathname }) {
      page.path = pathname
    },
  },
  '/': Overview,
  '/receivables': () => import('../pages/receivables/Receivables.svelte'),
  '/receivables/:customer': () => import('../pages/receivables/Customer.svelte'),
  '/receivables/:customer/:invoice': () => import('../pages/receivables/Invoice.svelte'),
  '/work-list': () => import('../pages/work-list/WorkList.svelte'),
  '/campaigns': () => import('../pages/campaigns/Campaigns.svelte'),
  '/campaigns/:campaign': () => import('../pages/campaigns/Campaign.svelte'),
  '/sending': () => import('../pages/sending/Letters.svelte'),
  '/sending/letters/:batch': () => import('../pages/sending/LetterBatch.svelte'),
  '/sending/given-up': () => import('../pages/sending/GivenUp.svelte'),
  '/sending/by-hand': () => import('../pages/sending/ByHand.svelte'),
  '/experiments': () => import('../pages/experiments/Experiments.svelte'),
  '/experiments/new': () => import('../pages/experiments/design/New.svelte'),
  '/experiments/:experiment': () => import('../pages/experiments/Experiment.svelte'),
  '/experiments/:experiment/customers': () => import('../pages/experiments/Behind.svelte'),
  '/experiments/:experiment/design': () => import('../pages/experiments/design/Editor.svelte'),
  '/segments': () => import('../pages/segments/Segments.svelte'),
  '/segments/:segment': () => import('../pages/segments/Segment.svelte'),
  '/messages': () => import('../pages/messages/Messages.svelte'),
  '/messages/:family': () => import('../pages/messages/Message.svelte'),
  '/matching': () => import('../pages/matching/Matching.svelte'),
  '/sql': () => import('../pages/sql/Sql.svelte'),
  '/sql/connect': () => import('../pages/sql/connect/Connect.svelte'),
  '/sql/:query': () => import('../pages/sql/Sql.svelte'),
  '/data': () => import('../pages/data/Data.svelte'),
  '/kpis': () => import('../pages/definitions/Definitions.svelte'),
  '/kpis/:kpi/invoices': () => import('../pages/definitions/KpiInvoices.svelte'),
  '/settings': () => import('../pages/settings/Settings.svelte'),
  '/settings/senders': () => import('../pages/settings/senders/Senders.svelte'),
  '/settings/channels': () => import('../pages/settings/channels/Channels.svelte'),
  '/settings/replies': () => import('../pages/settings/replies/Replies.svelte'),
  '/settings/customer-page': () => import('../pages/settings/customer-page/CustomerPages.svelte'),
  '/settings/sending-policy': () => import('../pages/settings/sending-policy/SendingPolicy.svelte'),
  '/settings/rates': () => import('../pages/settings/rates/Rates.svelte'),
  '/settings/users': () => import('../pages/settings/users/Users.svelte'),
  '/settings/single-sign-on': () => import('../pages/settings/single-sign-on/SingleSignOn.svelte'),
  '/settings/tokens': () => import('../pages/settings/tokens/Tokens.svelte'),
  '/settings/sessions': () => import('../pages/settings/sessions/Sessions.svelte'),
  '/settings/personal-data': () => import('../pages/settings/personal-data/PersonalData.svelte'),
  '/settings/audit': () => import('../pages/settings/audit/Audit.svelte'),
  '/settings/exchange-rates': () => import('../pages/settings/exchange-rates/ExchangeRates.svelte'),
  '/settings/sharing': () => import('../pages/settings/sharing/SharingPage.svelte'),
  '/settings/targets': () => import('../pages/settings/targets/Targets.svelte'),
  '/figures': () => import('../pages/figures/Figures.svelte'),
  '/figures/analysis': () => import('../pages/figures/Analysis.svelte'),
  '/figures/payment-terms': () => import('../pages/figures/PaymentTerms.svelte'),
  '/figures/closes': () => import('../pages/figures/Closes.svelte'),
  '/figures/alerts': () => import('../pages/alerts/Alerts.svelte'),
  '/figures/reports': () => import('../pages/reports/Reports.svelte'),
  '*': NotFound,
})

bindNavigation((path, search = '') => {
  const navigate = router.navigate as (to: string, options: { search: string }) => Promise<unknown>
  void navigate(path, { search: search.replace(/^\?/, '') })
})
