import { tagNamed } from '../tags/catalogue'
import { finding } from './finding'
import type { Finding, FindingCode } from './finding'

const ADDRESS = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')|(?<![="'\w])((?:https?:\/\/|www\.)[^\s<>"')]+)/gi
const REMOTE =
  /<(?:mj-image|mj-carousel-image|img|source|video|audio|embed|object|mj-social-element)\b(?![^>]*\bsrc\s*=\s*["'](?:cid|data):)[^>]*>|\bbackground(?:-url)?\s*=\s*["'][^"']+["']|url\(\s*["']?https?:[^)]*\)|@import[^;]+|<mj-font\b[^>]*>|<link\b[^>]*>|<mj-include\b[^>]*>/gi
const ACTIVE = /<(?:script|iframe|form|input|meta)\b[^>]*>|\bon\w+\s*=\s*["'][^"']*["']|javascript:/gi
const SHORTENERS = /^(bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|cutt\.ly|rb\.gy)$/i

/** Broken or doubtful addresses, wherever they stand. */
export function checkLinks(body: string): Finding[] {
  return [...body.matchAll(ADDRESS)].flatMap((match): Finding[] => {
    const address = (match[1] ?? match[2] ?? match[3] ?? '').replace(/[.,;:!?]+$/, '')
    const code = wrongWith(address)
    return code ? [finding(code, 'body', address, { source: body, at: match.index })] : []
  })
}

/** What a mail would fetch when it is opened, and what would run in it. */
export function checkContent(body: string): Finding[] {
  const hits = (pattern: RegExp, code: FindingCode) =>
    [...body.matchAll(pattern)].map((match) =>
      finding(code, 'body', match[0].slice(0, 80), { source: body, at: match.index }),
    )
  return [...hits(REMOTE, 'remote_content'), ...hits(ACTIVE, 'active_content')]
}

function wrongWith(address: string): FindingCode | null {
  const tag = /^\{\{\s*([^{}#/]+?)\s*\}\}$/.exec(address)?.[1]
  // An unknown tag is a finding of its own.
  if (tag !== undefined) return tagNamed(tag)?.kind === 'link' || !tagNamed(tag) ? null : 'link_malformed'
  if (address.includes('{{')) return 'link_with_tag'
  if (/^mailto:[^\s@]+@[^\s@]+\.[^\s@]+$/i.test(address) || /^tel:\+?[\d ().-]{4,}$/i.test(address))
    return null
  if (!URL.canParse(address)) return 'link_malformed'
  const { protocol, hostname, username } = new URL(address)
  if (protocol === 'http:') return 'link_not_https'
  if (protocol !== 'https:' || username !== '') return 'link_malformed'
  const named = /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(hostname)
  return named && !SHORTENERS.test(hostname) ? null : 'link_unknown_host'
}
