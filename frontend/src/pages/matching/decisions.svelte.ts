import type { BankEntry, Decided } from '@relance/backend/contract'
import { SvelteSet } from 'svelte/reactivity'
import { acceptProposal, assignEntry, declineProposal, ignoreEntry, undoEntry } from '../../api/bank-entries'
import { format } from '../../format/format.svelte'
import { t } from '../../i18n/locale.svelte'
import { problemText } from '../../i18n/problem'
import { toasts } from '../../ui/toasts.svelte'

/**
 * What a person decides on bank entries. Decisions go to the server one after the other, in the order they were made:
 * no key is lost while an earlier decision is on its way, and what is taken back is decided by then.
 *
 * @param ended called after each decision, with the entry and whether it was carried out
 */
export function decisions(ended: (entry: BankEntry, done: boolean) => void) {
  const busy = new SvelteSet<string>()
  let before = Promise.resolve()
  let last = $state.raw<BankEntry>()

  function decide(entry: BankEntry, said: string, work: () => Promise<Decided>, undoable = true) {
    busy.add(entry.event_id)
    last = undoable ? entry : undefined
    before = before.then(() => carry(entry, said, work, undoable))
  }

  async function carry(entry: BankEntry, said: string, work: () => Promise<Decided>, undoable: boolean) {
    let done = false
    try {
      await work()
      done = true
      const action = { label: t('matching.undo'), run: () => takeBack(entry) }
      toasts.say(said, undoable ? { action } : {})
    } catch (cause) {
      if (last === entry) last = undefined
      toasts.say(problemText(cause), { kind: 'harm' })
    }
    busy.delete(entry.event_id)
    ended(entry, done)
  }

  const amountOf = (entry: BankEntry) => ({ amount: format.money(entry.amount, entry.currency) })
  const one = ({ event_id }: BankEntry) => ({ event_id })
  const takeBack = (entry: BankEntry) =>
    decide(entry, t('matching.takenBack', amountOf(entry)), () => undoEntry(one(entry)), false)

  return {
    takeBack,
    isBusy: (entry: BankEntry) => busy.has(entry.event_id),
    /** The entry that was decided last, as long as it can be taken back. */
    get last() {
      return last
    },
    accept: (entry: BankEntry, proposal: string) =>
      decide(entry, t('matching.accepted', amountOf(entry)), () =>
        acceptProposal({ ...one(entry), proposal }),
      ),
    decline: (entry: BankEntry, proposal: string) =>
      decide(entry, t('matching.declined'), () => declineProposal({ ...one(entry), proposal }), false),
    ignore: (entry: BankEntry) =>
      decide(entry, t('matching.ignored', amountOf(entry)), () => ignoreEntry(one(entry))),
    assign: (entry: BankEntry, customer: string, parts: { invoice_id: string; amount: string }[]) =>
      decide(entry, t('matching.assigned', amountOf(entry)), () =>
        assignEntry({ ...one(entry), customer_id: customer, parts }),
      ),
  }
}
