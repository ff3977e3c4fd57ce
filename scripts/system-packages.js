// The browser tests need Chromium and the server tests PostgreSQL; both come from the system's packages.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const wanted = [
  { name: 'chromium', present: () => existsSync('/usr/bin/chromium'), for: 'browser tests' },
  {
    name: 'postgresql',
    present: () => existsSync('/usr/lib/postgresql'),
    for: 'tests on a PostgreSQL server',
  },
]

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Installs the missing packages where this user may; else says what is missing, and those tests skip. */
export function ensureSystemPackages() {
  const missing = wanted.filter((item) => !item.present())
  if (missing.length === 0) return
  const names = missing.map((item) => item.name)
  if (canInstall()) {
    console.error(`Installing ${names.join(' and ')} from the system's packages …`)
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    spawnSync('apt-get', ['update'], options)
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...names], options)
  }
  for (const item of missing.filter((each) => !each.present())) {
    console.error(
      `${item.name} is missing: the ${item.for} are skipped. Install it with: apt-get install ${item.name}`,
    )
  }
}
