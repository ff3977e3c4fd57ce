/** What the company has that pages can be opened on. */
export interface Known {
  /** yyyy-mm-dd */
  readonly asOf: string
  readonly campaign: string
  readonly experiment: string
  /** of the entity MAIN */
  readonly customer: string
}

interface PageLoad {
  readonly address: (known: Known) => string
  /** below /api */
  readonly asks: (known: Known) => readonly string[]
}

/** What every page asks for before it shows: who is signed in, and of which entities. */
export const OF_EVERY_PAGE = ['/session', '/entities']

/** Pages and what each asks the API for when it is opened. */
export const PAGES: Readonly<Record<string, PageLoad>> = {
  overview: {
    address: () => '/',
    asks: ({ asOf }) => [
      `/overview?as_of=${asOf}&currency=EUR`,
      '/targets',
      '/kpis/definitions',
      '/sending/alerts',
      `/cash-forecast?as_of=${asOf}&currency=EUR`,
    ],
  },
  receivables: {
    address: () => '/receivables',
    asks: ({ asOf }) => [
      `/receivables?as_of=${asOf}&currency=EUR&sort=overdue&limit=50`,
      `/kpis?as_of=${asOf}&currency=EUR&kpi=open,on_account,overdue,ageing`,
    ],
  },
  customer: {
    address: ({ customer }) => `/receivables/${customer}`,
    asks: ({ asOf, customer }) => [
      `/receivables/customers/${customer}?as_of=${asOf}&entity=MAIN`,
      `/receivables/customers/${customer}/invoices?as_of=${asOf}&entity=MAIN&which=all`,
      `/work-list/history?entity=MAIN&customer=${customer}`,
      `/verdicts?customer=${customer}&limit=200&outside=true`,
    ],
  },
  campaigns: {
    address: () => '/campaigns',
    asks: () => ['/campaigns', '/campaigns/plans', '/sending'],
  },
  campaign: {
    address: ({ campaign }) => `/campaigns/${campaign}`,
    asks: ({ campaign }) => [
      `/campaigns/${campaign}`,
      `/campaigns/${campaign}/log`,
      `/verdicts?campaign=${campaign}&limit=200&outside=false`,
    ],
  },
  experiments: {
    address: () => '/experiments',
    asks: () => ['/experiment-program', '/experiments'],
  },
  experiment: {
    address: ({ experiment }) => `/experiments/${experiment}`,
    asks: ({ experiment }) => [`/experiments/${experiment}/results`, `/experiments/${experiment}/run`],
  },
  'work list': { address: () => '/work-list', asks: () => ['/work-list'] },
  'given up': { address: () => '/sending/given-up', asks: () => ['/sending/dead-letters'] },
  data: { address: () => '/data', asks: () => ['/loads?limit=50', '/jobs'] },
  segments: { address: () => '/segments', asks: () => ['/segments', '/segments/fields'] },
  alerts: { address: () => '/figures/alerts', asks: () => ['/alerts', '/kpis/definitions'] },
}
