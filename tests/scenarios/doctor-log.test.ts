// The engine's log as doctor shows it: every level,
// also without a listening host, and no letter text.
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '../../src/core/base/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, Person } from '../support/person.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

const makeCircle = useCircle()
const makeFolder = useTempFolders()
let stranger: Person | null = null
afterEach(() => stranger?.stop())

const readLog = (person: Person) => person.do.doctor.log({}, calling)

test('log entries of the engine have time and level, also when the host does not listen', async () => {
  const [alice] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await alice.stop()
  await alice.start({ log: silentLog })
  const before = Date.now()
  alice.home.parts.log.debug('noted', { n: 1 })
  alice.home.parts.badInput.count('notice-malformed', alice.device)
  const lines = await readLog(alice)
  expect(lines.map(({ level, text }) => `${level} ${text.split(' ')[0]}`)).toEqual([
    'debug noted',
    'warn bad-input',
  ])
  expect(Date.parse(lines[0]!.at)).toBeGreaterThanOrEqual(before)
})

test('writing, sending, opening and recalling a letter leaves no word of it in the log', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Canary-subject', 'canary-text')
  await bob.arrival(ref)
  await bob.read(ref)
  const recalled = await alice.write(bob, 'Canary recalled', 'canary-text')
  await bob.arrival(recalled)
  await alice.do.letters.recall({ ref: recalled }, calling)
  await expect(bob.read(recalled)).rejects.toMatchObject({ code: 'RECALLED' })
  alice.home.parts.badInput.count('notice-malformed', alice.device)
  const lines = [...(await readLog(alice)), ...(await readLog(bob))]
  expect(lines.length).toBeGreaterThan(0)
  expect(JSON.stringify(lines)).not.toMatch(/canary/i)
})

test('without an open home there is no log to read', async () => {
  stranger = Person.at('carol', await makeFolder(), new MemoryNetwork())
  await stranger.start()
  await expect(readLog(stranger)).rejects.toMatchObject({ code: 'NO_PERSON' })
})
