// Takes addresses out of npm lock files (funding pages): `node tools/hostless_lock.mjs web/apps/console`, after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'

for (const app of process.argv.slice(2)) {
  const file = `${app}/package-lock.json`
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  for (const entry of Object.values(lock.packages)) {
    delete entry.funding
    delete entry.resolved
    if (entry.deprecated?.includes('://')) delete entry.deprecated
  }
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
