import { AppError } from '../../http/app-error'
import { LIMITS, MOST_AT_ONCE } from '../limits'

/** Statements that run now, so that nobody takes all of the engine. */
export class Places {
  private readonly taken = new Map<string, number>()

  /** Takes a place; the function gives it back. @throws AppError `sql/places-taken` */
  take(personId: string): () => void {
    const mine = this.taken.get(personId) ?? 0
    const all = [...this.taken.values()].reduce((total, count) => total + count, 0)
    if (mine >= LIMITS.at_once || all >= MOST_AT_ONCE) {
      const message = 'Too many statements run at once; wait for one to end, or cancel it.'
      throw new AppError('sql/places-taken', 429, message, { at_once: LIMITS.at_once }, 2)
    }
    this.taken.set(personId, mine + 1)
    let given = false
    return () => {
      if (given) return
      given = true
      const left = (this.taken.get(personId) ?? 1) - 1
      if (left > 0) this.taken.set(personId, left)
      else this.taken.delete(personId)
    }
  }
}
