/** Name of a batch in addresses: its day, and whether it is of registered letters. */
export const batchName = (day: string, registered: boolean): string =>
  registered ? `${day}-registered` : day

export function batchOf(name: string): { day: string; registered: boolean } {
  return { day: name.slice(0, 10), registered: name.endsWith('-registered') }
}
