// A process that can be killed: stores one file and prints its progress.
// Arguments: the home's folder, the file.
import { openEngine } from '../../../src/core/index.ts'

const [home = '', path = ''] = process.argv.slice(2)
const engine = await openEngine({ home, network: false, writeBufferBytes: 1 << 20 })
const calling = { signal: new AbortController().signal }
const status = await engine.handlers.home.status({}, calling)
if (status.state === 'empty') await engine.handlers.home.create({ name: 'alice' }, calling)
engine.handlers.events.subscribe(() => {
  void engine.handlers.files
    .sealings({}, calling)
    .then(([one]) => process.stdout.write(`${JSON.stringify({ done: one?.done ?? 0 })}\n`))
})
await engine.handlers.files.add({ path }, calling)
process.stdout.write(`${JSON.stringify({ isStored: true })}\n`)
