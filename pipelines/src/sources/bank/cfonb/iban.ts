/** Letters of a French account number as the digits of its key: A, J → 1; B, K, S → 2 … I, R, Z → 9. */
const digitOf = (letter: string): string => {
  const at = letter.charCodeAt(0) - 65
  return String(at < 9 ? at + 1 : at < 18 ? at - 8 : at - 16)
}

/**
 * The IBAN of a French account from the parts of its RIB, with both check digits worked out; the parts joined where they
 * are not those of a RIB. Statements of one account are thus known under one name, whatever their format.
 */
export function frenchIban(bank: string, branch: string, account: string): string {
  if (!/^\d{5}$/.test(bank) || !/^\d{5}$/.test(branch) || !/^[0-9A-Z]{11}$/.test(account)) {
    return [bank, branch, account].filter(Boolean).join('-')
  }
  const digits = BigInt(account.replace(/[A-Z]/g, digitOf))
  const key = 97n - ((89n * BigInt(bank) + 15n * BigInt(branch) + 3n * digits) % 97n)
  const bban = `${bank}${branch}${account}${String(key).padStart(2, '0')}`
  const rest = BigInt(`${bban}FR00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n
  return `FR${String(98n - rest).padStart(2, '0')}${bban}`
}
