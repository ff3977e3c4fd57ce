import type { Sample } from '../source'
import { documentKind, readsAnywhere } from './documents'
import { containerOf } from './files'
import { encodingOf, decoderOf } from './xml/encoding'
import { firstEntries } from './zip/first-entries'

/** What the beginning of a file tells. */
export interface Glimpse {
  sure: number
  /** what one record is */
  kind: string
  preset: string
  /** as the first document states it */
  currency: string | null
}

/** How the beginning of a file looks to this source; null when it is none of its kind. */
export function glimpse(sample: Sample): Glimpse | null {
  const container = containerOf(sample.bytes)
  if (container === 'xml') {
    const { name } = encodingOf(sample.bytes, sample.complete)
    return glimpseXml(decoderOf({ name, wrong: '' }).write(sample.bytes))
  }
  if (container === 'pdf') return glimpsePdf(sample.bytes)
  return container === 'zip' ? glimpseZip(sample.bytes) : null
}

const PROLOG = /^(?:[\ufeff\s]+|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>)/
const ELEMENT = /^<((?:[\w.-]+:)?)([\w.-]+)((?:\s[^>]*)?)>?/
const ANYWHERE = /<(?:[\w.-]+:)?([A-Z][\w]+)[\s>]/g
const CURRENCY = /<(?:[\w.-]+:)?(?:DocumentCurrencyCode|InvoiceCurrencyCode)[^>]*>\s*([A-Z]{3})\s*</

/** XML that other sources read, or that is no data at all. */
const NOT_OURS = /^(html|svg|rss|feed|OFX|Document|wsdl|plist)$/i

function glimpseXml(text: string): Glimpse | null {
  let rest = text
  for (let found = PROLOG.exec(rest); found && found[0] !== ''; found = PROLOG.exec(rest)) {
    rest = rest.slice(found[0].length)
  }
  const [, , name = '', attributes = ''] = ELEMENT.exec(rest) ?? []
  if (name === '' || NOT_OURS.test(name)) return null
  const currency = CURRENCY.exec(text)?.[1] ?? null
  const known = documentKind(name)
  if (!known.kind.startsWith('xml '))
    return { sure: 0.95, kind: known.kind, preset: presetOf(name, attributes), currency }
  const inside = [...rest.matchAll(ANYWHERE)].find(([, local = '']) => readsAnywhere(local))?.[1]
  if (inside === undefined) return { sure: 0.4, kind: known.kind, preset: name, currency }
  return { sure: 0.8, kind: documentKind(inside).kind, preset: presetOf(inside, ''), currency }
}

const PRESETS: Readonly<Record<string, string>> = {
  CrossIndustryInvoice: 'cii',
  CrossIndustryDocument: 'zugferd-1',
  CrossDomainAcknowledgementAndResponse: 'cdar',
  SCRDMCCBDACIOMessageStructure: 'order-x',
}

function presetOf(name: string, attributes: string): string {
  const ubl = documentKind(name).reader === 'ubl' || attributes.includes('oasis')
  return PRESETS[name] ?? (ubl ? 'ubl' : name)
}

/** A PDF says in its description, which is seldom packed, whether it is an order. */
function glimpsePdf(bytes: Buffer): Glimpse {
  const order = bytes.includes('order-x.xml') && !bytes.includes('factur-x.xml')
  return {
    sure: 0.9,
    kind: order ? 'orders' : 'invoices',
    preset: order ? 'order-x-pdf' : 'factur-x-pdf',
    currency: null,
  }
}

/** Workbooks and text documents are archives as well. */
const WORKBOOK = /^(\[Content_Types\]\.xml|mimetype|xl\/|word\/|_rels\/|META-INF\/)/

function glimpseZip(bytes: Buffer): Glimpse | null {
  const entries = firstEntries(bytes)
  if (entries.some(({ name }) => WORKBOOK.test(name))) return null
  const first = entries.find(({ name }) => /\.(xml|pdf|zip)$/i.test(name))
  if (!first) return null
  const container = containerOf(first.head)
  const inner = container === 'xml' ? glimpseXml(first.head.toString('utf8')) : null
  if (container === 'xml' && !inner) return null
  const kind = inner?.kind ?? 'invoices'
  return {
    sure: inner ? Math.min(inner.sure, 0.85) : 0.6,
    kind,
    preset: 'zip',
    currency: inner?.currency ?? null,
  }
}
