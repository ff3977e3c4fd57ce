import { literal, literals } from '../../ingest/sql-text'

/** Kinds of customers and what files call them, French and English, in lower case. */
const KINDS: Record<string, string[]> = {
  business: [
    'business',
    'company',
    'b2b',
    'professional',
    'pro',
    'corporate',
    'entreprise',
    'société',
    'societe',
    'professionnel',
    'sarl',
    'sas',
    'sasu',
    'sa',
    'eurl',
    'sci',
    'pme',
    'tpe',
  ],
  sole_trader: [
    'sole_trader',
    'sole trader',
    'freelance',
    'self-employed',
    'entreprise individuelle',
    'ei',
    'eirl',
    'auto-entrepreneur',
    'autoentrepreneur',
    'micro-entreprise',
    'micro-entrepreneur',
    'artisan',
    'indépendant',
    'independant',
    'profession libérale',
  ],
  consumer: [
    'consumer',
    'individual',
    'personal',
    'b2c',
    'person',
    'private',
    'particulier',
    'privé',
    'consommateur',
  ],
  public: [
    'public',
    'b2g',
    'government',
    'administration',
    'collectivité',
    'collectivite',
    'mairie',
    'secteur public',
    'etat',
    'état',
    'établissement public',
    'public sector',
  ],
  association: [
    'association',
    'non-profit',
    'nonprofit',
    'charity',
    'asso',
    'fondation',
    'foundation',
    'ong',
    'ngo',
  ],
}

/** SQL: kind of a customer in our words; empty for one that we do not know. */
export function kindSql(column: string): string {
  const cases = Object.entries(KINDS).map(
    ([kind, names]) => `trim(lowerUTF8(${column})) IN ${literals(names)}, ${literal(kind)}`,
  )
  return `multiIf(${cases.join(', ')}, '')`
}

const LANGUAGES: Record<string, string[]> = {
  fr: ['french', 'français', 'francais', 'fra', 'fre'],
  en: ['english', 'anglais', 'eng'],
  de: ['german', 'allemand', 'deutsch', 'deu', 'ger'],
  es: ['spanish', 'espagnol', 'español', 'spa'],
  it: ['italian', 'italien', 'italiano', 'ita'],
  nl: ['dutch', 'néerlandais', 'neerlandais', 'nld', 'nederlands'],
  pt: ['portuguese', 'portugais', 'português', 'por'],
}

/** SQL: a language as two letters; what is none of those that we know by name, and no code, as it stands. */
export function languageSql(column: string): string {
  const cases = Object.entries(LANGUAGES).map(
    ([code, names]) => `trim(lowerUTF8(${column})) IN ${literals(names)}, ${literal(code)}`,
  )
  const code = `match(${column}, '^[A-Za-z]{2}([-_][A-Za-z]{2,4})?$'), lower(substring(${column}, 1, 2))`
  return `multiIf(${cases.join(', ')}, ${code}, ${column})`
}

/** SQL: whether the digits of a text pass the check of Luhn. */
const luhnSql = (digits: string): string =>
  `arraySum((d, i) -> if(i % 2 = 0, if(d > 4, 2 * d - 9, 2 * d), d), arrayMap(x -> toInt32OrZero(x), reverse(splitByString('', ${digits}))), range(1, length(${digits}) + 1)) % 10 = 0`

const bare = (column: string) => `replaceRegexpAll(${column}, '[\\\\s.\\\\x{00A0}\\\\x{202F}-]', '')`

/** SQL: whether a text is a SIREN (9) or SIRET (14 digits) by its check digit; those of La Poste add up otherwise. */
const isSirenSql = (text: string): string =>
  `(match(${text}, '^([0-9]{9}|[0-9]{14})$') AND (${luhnSql(text)} OR startsWith(${text}, '356000000')))`

/** SQL: the digits of a SIREN or SIRET that can be right, else empty. */
export const sirenSql = (column: string): string => `if(${isSirenSql(bare(column))}, ${bare(column)}, '')`

/** SQL: what stands where a SIREN should and cannot be one; kept, never used as a key. */
export const unverifiedSirenSql = (column: string): string =>
  `if(${column} = '' OR ${isSirenSql(bare(column))}, '', ${column})`

/** Whether a text can be a SIREN or SIRET. */
export function isSiren(text: string): boolean {
  const digits = text.replace(/[\s.-]/g, '')
  if (!/^(\d{9}|\d{14})$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0 || digits.startsWith('356000000')
}

/** SQL: whether a text may be the address of an e-mail. */
export const isEmailSql = (text: string): string =>
  `match(${text}, '^[^@\\\\s,;<>]+@[^@\\\\s,;<>.]+(\\\\.[^@\\\\s,;<>.]+)+$')`
