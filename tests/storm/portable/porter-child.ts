// A process that imports mail or exports everything, and is killed meanwhile: `porter-child HOME
// import|export PATH`. It prints to stdout when it starts, and when it is done.
import { writeSync } from 'node:fs'
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const [homeDir, act, path] = process.argv.slice(2) as [string, 'import' | 'export', string]
const porter = Person.at('alice', homeDir, new MemoryNetwork())
await porter.start()
writeSync(1, 'begun\n')
await porter.do.portable[act]({ path }, calling)
writeSync(1, 'done\n')
await porter.stop()
