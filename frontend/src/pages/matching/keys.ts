export const acts = ['next', 'previous', 'accept', 'split', 'account', 'decline', 'ignore', 'undo'] as const
export type Act = (typeof acts)[number]

/** The same letters in every language, as the legend says them. */
export const keyOf: Record<Act, string> = {
  next: 'j',
  previous: 'k',
  accept: 'Enter',
  split: 's',
  account: 'l',
  decline: 'x',
  ignore: 'i',
  undo: 'u',
}

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/**
 * What a key asks for.
 * @param where `entry`: an entry itself has the focus; `list`: something in the list, or nothing at all; `elsewhere`
 * @returns nothing where the key belongs to the browser or to what has the focus: letters act on entries only where
 * the focus is in the list or nowhere, Enter only on an entry itself, since it presses buttons
 */
export function actOf(pressed: Pressed, where: 'entry' | 'list' | 'elsewhere'): Act | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  const act = acts.find((one) => keyOf[one] === pressed.key)
  if (act === 'next' || act === 'previous') return act
  if (where === 'elsewhere' || (act === 'accept' && where !== 'entry')) return undefined
  return act
}
