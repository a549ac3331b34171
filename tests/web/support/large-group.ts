// A home whose person owns a large group, created before its engine is up. Its other members have
// cards, and are never online; the page shows many members alike, online or not.
import type { Contact } from '../../../src/core/contacts/index.ts'
import type { Home } from '../../processes/fumikura.ts'
import { calling, Person } from '../../support/person.ts'
import { makeIdentity } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

export async function makeLargeGroup({ dir }: Home, name: string, others: number): Promise<void> {
  const owner = Person.at('grace', dir, new MemoryNetwork())
  await owner.start()
  try {
    await owner.do.home.create({ name: owner.name }, calling)
    await owner.do.groups.create({ name, style: 'conversation' }, calling)
    const members = await Promise.all(
      Array.from({ length: others }, (_, at) => makeIdentity(`member ${String(at + 1).padStart(3, '0')}`)),
    )
    const { groups, parts } = owner.home
    await parts.ledger.write((tx) => {
      for (const { card } of members) parts.acquaintances.keep(tx, card)
    })
    const persons = members.map(({ person }) => ({ person }) as Contact)
    await groups.ownership.add(groups.findNamed(name)!, persons, { seesHistory: false })
  } finally {
    await owner.stop()
  }
}
