import type { Right, User } from '@relance/backend/contract'
import { whenSignedOut } from '../api/client'
import { ApiError } from '../api/problem'
import { readEntities, readSession, signOut } from '../api/session'
import { filters } from '../filters.svelte'

/** Who is signed in, and the company whose figures are shown. */
class CurrentSession {
  state = $state<'unknown' | 'out' | 'in' | 'unreachable'>('unknown')
  user = $state.raw<User>()

  constructor() {
    whenSignedOut(() => (this.state = 'out'))
  }

  async resume() {
    this.state = 'unknown'
    try {
      await this.enter((await readSession()).user)
    } catch (cause) {
      this.state = cause instanceof ApiError && cause.status === 401 ? 'out' : 'unreachable'
    }
  }

  async enter(user: User) {
    this.user = user
    await this.refreshEntities()
    // Who may read no figures begins with the work there is. The router stands up after this and reads the address.
    if (location.pathname === '/' && !this.may('read')) history.replaceState(history.state, '', '/work-list')
    this.state = 'in'
  }

  may(right: Right): boolean {
    return this.user?.rights.includes(right) ?? false
  }

  /** After a load or its undoing, entities, currencies and last days may differ. */
  async refreshEntities() {
    const { entities, presentation } = await readEntities()
    filters.entities = entities
    filters.groupCurrency = presentation
  }

  async leave() {
    const { leave } = await signOut()
    this.user = undefined
    this.state = 'out'
    // Else the next click on the provider's button would sign in again without asking.
    if (leave) location.assign(leave)
  }
}

export const session = new CurrentSession()
