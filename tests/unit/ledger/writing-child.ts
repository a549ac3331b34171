// A process that writes until it is killed: `writing-child FOLDER FIRST`. It prints
// the id of each pair when its write has resolved. Each task writes two rows, so
// that half a task would be visible. Several tasks are always in flight.
import { writeSync } from 'node:fs'
import { openIn } from './test-ledger.ts'

const IN_FLIGHT = 8
const [dir, first] = process.argv.slice(2)
const ledger = await openIn(dir!)
let next = Number(first)

async function writeForever(): Promise<never> {
  for (;;) {
    const id = next++
    await ledger.write((tx) => {
      tx.run('INSERT INTO notes (id, text) VALUES (?, ?)', id * 2, 'one')
      tx.run('INSERT INTO notes (id, text) VALUES (?, ?)', id * 2 + 1, 'two')
    })
    writeSync(1, `${id}\n`)
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, writeForever))
