// Two engines on one home would fork its cores. The second is refused at once,
// and admitted once the first has ended in any way.
import { expect, test } from 'vitest'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { useCircle } from '../../support/circle.ts'
import { Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const makeCircle = useCircle()

test('a second engine in the same process is refused and changes nothing', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const second = Person.at('alice', alice.homeDir, new MemoryNetwork())
  await expect(second.start()).rejects.toMatchObject({ code: 'HOME_LOCKED', details: { pid: process.pid } })
  await bob.arrival(await alice.write(bob, 'still here', 'x'))
  await alice.stop()
  await second.start()
  expect((await second.list('sent')).map(({ subject }) => subject)).toEqual(['still here'])
  await second.stop()
})

test('a home that another process has open stays locked until that process is killed', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await Promise.all([alice.stop(), bob.stop()])
  const child = await startChild('tests/scenarios/bad-luck/people-child.ts', [
    alice.homeDir,
    bob.homeDir,
    '-',
    '1',
    'never',
    '1',
  ])
  for await (const line of linesOf(child)) if (line.includes('"open"')) break
  await expect(alice.start()).rejects.toMatchObject({ code: 'HOME_LOCKED', details: { pid: child.pid } })
  await expect(bob.start()).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  await killChild(child)
  await Promise.all([alice.start(), bob.start()])
  await bob.arrival(await alice.write(bob, 'free again', 'x'))
})
