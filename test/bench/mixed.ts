import { mixedLoad } from '../faults/mixed/mixed-load'

/**
 * npm run bench -- mixed [--minutes 30] [--kill-every 120] [--users 20] [--analysts 4] [--connections 4] [--debtors 2000]
 * [--demo-customers 400] [--log]: events over HTTP, people on their pages, analysts' statements and a
 * running campaign at once, while engine and backend are each killed so often. Fails where something is lost, sent
 * twice, or answered neither rightly nor with the reason why not.
 */
export async function run(options: Record<string, string>): Promise<void> {
  const number = (name: string, usual: number) => Number(options[name] ?? usual)
  const given = {
    seconds: number('minutes', 30) * 60,
    killEvery: number('kill-every', 120),
    users: number('users', 20),
    analysts: number('analysts', 4),
    connections: number('connections', 4),
    debtors: number('debtors', 2000),
    demoCustomers: number('demo-customers', 400),
    restSeconds: number('rest-seconds', 2),
    mailMs: 20,
  }
  const { answers, outages, memory, faults, counts, findings, log, ...rest } = await mixedLoad(given)
  if (options['log']) console.log(log)
  console.log(JSON.stringify(rest))
  console.table(answers.map(({ answers: by, ...times }) => ({ ...times, answers: JSON.stringify(by) })))
  console.table(outages)
  console.table(memory)
  console.table([...tallied(faults)].map(([what, times]) => ({ what, times })))
  for (const fault of faults.slice(0, 20)) console.log(JSON.stringify(fault))
  console.log(JSON.stringify({ counts, findings }, null, 2))
  const wrong = Object.values(findings).some((times) => times !== 0)
  if (wrong || faults.length > 0) process.exitCode = 1
}

function tallied(
  faults: readonly { readonly kind: string; readonly status: number; readonly what: string }[],
) {
  const times = new Map<string, number>()
  for (const { kind, status, what } of faults) {
    const name = `${kind}: ${status} ${what.replace(/\?\S*/, '')}`
    times.set(name, (times.get(name) ?? 0) + 1)
  }
  return times
}
