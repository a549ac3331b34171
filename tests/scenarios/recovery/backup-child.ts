// A process that can be killed: writes or restores a backup, and prints its progress.
// Arguments: `backup` or `recover`, the home's folder, the backup; for `recover` also the 24 words.
import { openEngine } from '../../../src/core/index.ts'

const [act = '', home = '', path = '', ...words] = process.argv.slice(2)
const engine = await openEngine({ home, network: false, writeBufferBytes: 1 << 20 })
const { handlers } = engine
const calling = { signal: new AbortController().signal }
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)
if (act === 'backup') {
  say({ hasBegun: true })
  await handlers.backups.make({ path }, calling)
} else {
  handlers.events.subscribe(() => void handlers.home.recovery({}, calling).then((now) => say({ ...now })))
  await handlers.home.recover({ words, backup: path }, calling)
}
say({ isDone: true })
