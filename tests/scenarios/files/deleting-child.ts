// A process that dies during a deletion: after the commit that removes the file,
// and before any of its blocks is cleared.
// Arguments: the home's folder, the ref.
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const [home = '', ref = ''] = process.argv.slice(2)
const alice = Person.at('alice', home, new MemoryNetwork())
await alice.start()
const { ledger } = alice.home.parts
ledger.onCommit(() => {
  if (ledger.get('SELECT 1 FROM doomed_blocks') !== undefined) process.kill(process.pid, 'SIGKILL')
})
await alice.do.space.delete({ ref }, calling)
