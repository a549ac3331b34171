// A post that reaches a reader by two audiences. Closing one audience takes nothing from the other.
import { expect, test } from 'vitest'
import { foundGroup, untilAgreed } from '../../support/groups.ts'
import { calling, eventually } from '../../support/person.ts'
import { useCircle } from '../../support/circle.ts'

const circle = useCircle()
const CHOIR = { name: 'Choir' }

test('a post that was held and then recalled from a group stays open to a person who has it by another audience', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  await untilAgreed(alice!, 'Choir', [bob!, carol!])
  const ref = await alice!.write(CHOIR, 'Two ways', 'for bob, and the choir')
  await Promise.all([bob!.arrival(ref), carol!.arrival(ref)])
  await alice!.do.letters.share({ ref, to: 'bob' }, calling)
  await alice!.do.letters.hold({ ref }, calling)
  await alice!.do.letters.letGo({ ref }, calling)
  await alice!.do.letters.withdraw({ ref, from: 'Choir' }, calling)
  const stateFor = async (person: typeof bob) => (await person!.list()).find((one) => one.ref === ref)?.state
  await eventually(async () => (await stateFor(carol)) === 'recalled', 'carol hears of it')
  await eventually(async () => (await stateFor(bob)) === 'sealed', 'bob has the other route')
  expect((await bob!.read(ref)).text).toBe('for bob, and the choir')
})
