/**
 * SQL without what is not needed. Lines between `-- if name` and `-- end` stay where the flag is set, those between
 * `-- unless name` and `-- end` where it is not; sections may stand in one another. Planning a statement costs more
 * than running it on few rows, and it costs by the branch.
 * @throws Error for a flag that does not exist, or a section without end
 */
export function withSections(sql: string, flags: Readonly<Record<string, boolean>>): string {
  const kept: boolean[] = []
  const lines = sql.split('\n').filter((line) => {
    const [, word, name = ''] = /^\s*-- (if|unless|end)(?: (\w+))?$/.exec(line) ?? []
    if (word === undefined) return kept.every(Boolean)
    if (word === 'end') {
      if (kept.pop() === undefined) throw new Error('a section ends that did not begin')
      return false
    }
    const flag = flags[name]
    if (flag === undefined) throw new Error(`no flag is called ${name}`)
    kept.push(flag === (word === 'if'))
    return false
  })
  if (kept.length > 0) throw new Error('a section has no end')
  return lines.join('\n')
}
