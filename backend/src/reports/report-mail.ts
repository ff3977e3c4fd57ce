import { kpiDefinitions } from '@relance/pipelines'
import type { ContributionsAnswer } from '../kpis/outlook.contract'
import { changeText, figureText } from '../kpis/figure-text'
import type { KpiRow } from '../kpis/kpis.contract'
import type { OverviewAnswer } from '../kpis/overview.contract'
import { longDate } from '../messages/tags/format'
import { escapeHtml } from '../messages/tags/safe-text'
import { mjmlToHtml } from '../messages/email/mjml'
import type { DrawnPicture } from './pictures/pictures'
import { REPORT_TEXTS } from './report-texts'

type Language = 'fr' | 'en'

/** What a report says, of whom, and from whom it comes. */
export interface Report {
  readonly overview: OverviewAnswer
  readonly contributions: ContributionsAnswer['contributions']
  readonly compare: 'previous' | 'year'
  /** name of the creditor; empty: the whole group */
  readonly entity: string
  /** who sent it, or by what rhythm it comes */
  readonly from: string
  readonly note: string
  readonly link: string
  readonly pictures: readonly DrawnPicture[]
}

const SHOWN = [
  'recovery_rate_overdue',
  'dso_countback',
  'dso_best_countback',
  'open',
  'overdue',
  'billed',
  'collected',
  'complaint_rate',
  'cost_per_euro',
]
const CUSTOMERS = 3
const PARTS = ['terms', 'late', 'dispute', 'unallocated'] as const

/** Subject, text, HTML and pictures of a report, with the figures of the Overview as the API gives them. */
export async function reportMail(report: Report, language: Language) {
  const { overview, entity, link } = report
  const text = REPORT_TEXTS[language]
  const period = text.period(longDate(overview.from, language), longDate(overview.as_of, language))
  const subject = text.subject(entity || text.group, period)
  const rows = figureRows(report, language)
  const said = [report.from, report.note, ...sentences(report, language)].filter(Boolean)
  const head = [text.figure, text.now, text.before[report.compare], text.change]
  const { pictures } = report
  const { html } = await mjmlToHtml(document(language, subject, said, [head, ...rows], pictures, link))
  const lines = rows.map(([name, now, before, change]) => `${name}${text.colon}${now} (${before}, ${change})`)
  const drawn = pictures.map(({ title, alt }) => `${title}\n${alt}`)
  const paragraphs = [...said, lines.join('\n'), ...drawn, `${text.open}${text.colon}${link}`]
  const attached = pictures.map(({ id, png }) => ({ id, png: png.toString('base64') }))
  return { subject, paragraphs, html, pictures: attached }
}

function figureRows({ overview, compare }: Report, language: Language): string[][] {
  const text = REPORT_TEXTS[language]
  const earlier = compare === 'year' ? overview.year_before_rows : overview.previous_rows
  const find = (rows: readonly KpiRow[], id: string) => rows.find(({ kpi, by }) => kpi === id && by === null)
  return SHOWN.flatMap((id) => {
    const definition = kpiDefinitions.find((one) => one.id === id)
    if (!definition) return []
    const form = { unit: definition.unit, currency: overview.currency ?? '', language }
    const value = (row: KpiRow | undefined) => row?.value ?? null
    const [now, before] = [value(find(overview.current, id)), value(find(earlier, id))]
    const shown = (figure: string | number | null) => (figure === null ? text.none : figureText(figure, form))
    const change = now === null || before === null ? '–' : changeText(Number(now) - Number(before), form)
    return [[definition.name[language], shown(now), shown(before), change]]
  })
}

/** What is provisional, what moved the DSO, and who. */
function sentences({ overview, contributions }: Report, language: Language): string[] {
  const text = REPORT_TEXTS[language]
  const days = (value: number) => changeText(value, { unit: 'days', currency: '', language })
  const said: string[] = []
  const cut = overview.data_cut.flatMap((one) => one.complete_through ?? []).sort()[0]
  if (overview.provisional && cut !== undefined) said.push(text.provisional(longDate(cut, language)))
  const { change } = overview.bridge
  if (change.dso !== null) {
    const parts = PARTS.map((part) => `${text.parts[part]} ${days(change[part] ?? 0)}`)
    said.push(text.why(days(change.dso), parts.join(text.list)))
  }
  const largest = contributions?.customers.slice(0, CUSTOMERS) ?? []
  if (largest.length > 0) {
    said.push(text.who(largest.map((one) => `${one.name} ${days(one.change)}`).join(text.list)))
  }
  return said
}

function document(
  language: Language,
  subject: string,
  said: readonly string[],
  table: readonly (readonly string[])[],
  pictures: readonly DrawnPicture[],
  link: string,
): string {
  const cell = (tag: string) => (words: string, place: number) =>
    `<${tag} style="padding:6px 4px;text-align:${place === 0 ? 'left' : 'right'}">${escapeHtml(words)}</${tag}>`
  const row = (words: readonly string[], at: number) =>
    `<tr style="border-bottom:1px solid #d8dde3">${words.map(cell(at === 0 ? 'th' : 'td')).join('')}</tr>`
  const paragraph = (words: string) => `<p>${escapeHtml(words).replaceAll('\n', '<br />')}</p>`
  return `<mjml lang="${language}"><mj-head><mj-title>${escapeHtml(subject)}</mj-title>
<mj-attributes><mj-all font-family="Arial, Helvetica, sans-serif" />
<mj-text font-size="15px" line-height="22px" color="#1b2733" padding="4px 24px" /></mj-attributes></mj-head>
<mj-body background-color="#f3f5f7" width="680px"><mj-section background-color="#ffffff" padding="16px 0"><mj-column>
<mj-text font-size="18px" font-weight="bold" color="#1f4e79">${escapeHtml(subject)}</mj-text>
<mj-text>${said.map(paragraph).join('')}</mj-text>
<mj-table padding="8px 20px" font-size="14px" color="#1b2733">${table.map(row).join('')}</mj-table>
${pictures.map(pictureMarkup).join('\n')}
<mj-button href="${escapeHtml(link)}" background-color="#1f4e79">${REPORT_TEXTS[language].open}</mj-button>
</mj-column></mj-section></mj-body></mjml>`
}

/** The title stands as text: who sees no pictures reads it and the figures. */
const pictureMarkup = ({ id, title, alt }: DrawnPicture): string =>
  `<mj-text font-weight="bold" padding="16px 24px 0">${escapeHtml(title)}</mj-text>
<mj-image src="cid:${id}" alt="${escapeHtml(alt)}" width="632px" padding="4px 24px" />`
