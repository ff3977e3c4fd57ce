import { checkTemplate } from '../../messages'
import type { TemplateFinding } from '../../messages'
import type { CampaignFinding } from '../campaigns.contract'
import type { Use } from './uses'

/** What is wrong with the texts that would go out, each text looked at once. */
export async function checkTexts(uses: readonly Use[], on: string): Promise<CampaignFinding[]> {
  const once = new Map(uses.map((use) => [`${use.template.id}|${use.occasion}|${use.channel}`, use]))
  const found: CampaignFinding[] = []
  for (const { template, occasion, channel, place } of once.values()) {
    const faults = await checkTemplate(template, { occasion, channel, today: on })
    found.push(...faults.map((fault) => asFinding(fault, { ...place, debtor_kind: null })))
  }
  return found
}

const FIELDS = { subject: 'objet', preheader: 'pré-en-tête', body: 'texte' } as const

function asFinding(fault: TemplateFinding, place: CampaignFinding['place']): CampaignFinding {
  const { code, severity, field, line, found, mend, nearest } = fault
  const what = found === '' ? code.replaceAll('_', ' ') : found
  return {
    code: `template_${code}`,
    severity,
    place,
    message: {
      fr: `${FIELDS[field][0]?.toUpperCase()}${FIELDS[field].slice(1)}, ligne ${line}\u00a0: ${what}`,
      en: `${field[0]?.toUpperCase()}${field.slice(1)}, line ${line}: ${what}`,
    },
    mend,
    law: null,
    params: { field, line, found, ...(nearest === null ? {} : { nearest }) },
  }
}
