import type { AlertFinding } from './alerts.contract'
import type { StoredAlert } from './alert-store'

type Standing = Pick<StoredAlert, 'state' | 'since' | 'toldOn' | 'mutedUntil'>

/**
 * How an alert stands after a look, and what people are told: that it alerts, once, and that it is well again, once
 * and only those who were told. A day without a value changes nothing but the state. While muted nothing is told;
 * an alert that outlasts its mute is told then.
 */
export function nextState(
  before: Standing,
  { day, outcome }: AlertFinding,
): Standing & { told: 'alerting' | 'well' | null } {
  const since = before.state === outcome ? before.since : day
  const muted = before.mutedUntil !== null && day <= before.mutedUntil
  const stays = { state: outcome, since, toldOn: before.toldOn, mutedUntil: before.mutedUntil }
  if (outcome === 'no_value') return { ...stays, told: null }
  if (outcome === 'alerting') {
    const tells = before.toldOn === null && !muted
    return { ...stays, toldOn: tells ? day : before.toldOn, told: tells ? 'alerting' : null }
  }
  const tells = before.toldOn !== null && !muted
  return { ...stays, toldOn: null, told: tells ? 'well' : null }
}
