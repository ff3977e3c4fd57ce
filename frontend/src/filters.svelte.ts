import type { Entity } from '@relance/backend/contract'
import { searchParams } from 'sv-router'
import { monthEnd, monthStart, today } from './format/date'

export type Comparison = 'previous' | 'year' | 'none'

/** The period a set of entities is first shown with: the month of their last event, cut at today. */
export function lastMonth(lastDay: string | null, now: string): { from: string; asOf: string } {
  const last = lastDay === null || lastDay > now ? now : lastDay
  const end = monthEnd(last)
  return { from: monthStart(last), asOf: end > now ? now : end }
}

/** What the screens are about. The URL holds every choice; what it does not say follows from the entities. */
class Filters {
  entities = $state.raw<Entity[]>([])
  /** the currency into which the company converts when it brings several together */
  groupCurrency = $state('EUR')
  #url = $derived(searchParams.toURLSearchParams())
  #own = $derived(this.entities.filter((entity) => !entity.is_demo))

  /** One entity, or undefined for all of the company's own (the demo company never mixes with real ones). */
  entity = $derived.by(() => {
    const named = this.#url.get('entity')
    if (named === 'all') return undefined
    if (named !== null) return named
    const choice = this.#own.length > 0 ? this.#own : this.entities
    return choice.length === 1 ? choice[0]?.entity_id : undefined
  })
  chosen = $derived(
    this.entity !== undefined
      ? this.entities.filter((one) => one.entity_id === this.entity)
      : this.#own.length > 0
        ? this.#own
        : this.entities,
  )
  currencies = $derived([
    ...new Set(this.chosen.flatMap((one) => (one.currencies.length > 0 ? one.currencies : [one.currency]))),
  ])
  currency = $derived(this.#url.get('currency') ?? this.chosen[0]?.currency ?? 'EUR')
  /** The currency in which all are shown together; undefined: each by itself. */
  presentation = $derived(this.#url.get('in') ?? undefined)
  /** The currency of the figures of a page that can bring all together. */
  shownCurrency = $derived(this.presentation ?? this.currency)

  #lastDay = $derived(
    this.chosen.reduce<string | null>(
      (last, one) => (one.last_day !== null && (last === null || one.last_day > last) ? one.last_day : last),
      null,
    ),
  )
  asOf = $derived(this.#url.get('as_of') ?? lastMonth(this.#lastDay, today()).asOf)
  from = $derived.by(() => {
    const named = this.#url.get('from')
    return named !== null && named <= this.asOf ? named : monthStart(this.asOf)
  })
  compare = $derived.by((): Comparison => {
    const named = this.#url.get('compare')
    return named === 'year' || named === 'none' ? named : 'previous'
  })
  showsDemo = $derived(this.chosen.length > 0 && this.chosen.every((one) => one.is_demo))
  hasData = $derived(this.chosen.some((one) => one.last_day !== null))

  /** An entity that the person does not see is asked for all the same: the answer says so, instead of other figures. */
  #askedEntities = $derived(
    this.chosen.length === 0 && this.entity !== undefined
      ? [this.entity]
      : this.chosen.map((one) => one.entity_id),
  )
  /** Parameters common to every question to the API. */
  question = $derived({
    as_of: this.asOf,
    from: this.from,
    currency: this.currency,
    ...(this.#askedEntities.length > 0 ? { entity: this.#askedEntities } : {}),
  })

  /** The same for pages that can bring currencies together, where that is chosen. */
  groupQuestion = $derived.by(() => {
    if (this.presentation === undefined) return this.question
    const { as_of, from, entity } = { entity: undefined, ...this.question }
    return { as_of, from, presentation: this.presentation, ...(entity ? { entity } : {}) }
  })

  /** The query text that links carry along, so that a page opened from another speaks of the same figures. */
  search = $derived.by(() => {
    const kept = ['from', 'as_of', 'compare', 'entity', 'currency', 'in'].flatMap((name) => {
      const value = this.#url.get(name)
      return value === null ? [] : [`${name}=${encodeURIComponent(value)}`]
    })
    return kept.length > 0 ? `?${kept.join('&')}` : ''
  })

  set(
    values: Partial<Record<'from' | 'as_of' | 'compare' | 'entity' | 'currency' | 'in', string | undefined>>,
  ) {
    for (const [name, value] of Object.entries(values))
      if (value === undefined) searchParams.delete(name)
      else searchParams.set(name, value)
  }
}

export const filters = new Filters()
