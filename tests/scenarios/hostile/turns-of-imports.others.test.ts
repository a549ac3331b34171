// Measures the longest turn of the engine while it imports thousands of letters and mails of others.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { calling, type Person } from '../../support/person.ts'
import { exportHome, importInto } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

/** In CPU time, as in turns.others.test.ts. */
const LONGEST_TURN_MS = 120
const COUNT = 3_000

const circle = useCircle()
const makeFolder = useTempFolders()

const figures: string[] = []
afterAll(() => {
  process.stdout.write(['longest turn, ms of CPU and by the clock', ...figures].join('\n') + '\n')
})

async function longestTurnOf(name: string, act: () => Promise<unknown>): Promise<number> {
  const probe = new TurnProbe()
  await act()
  const longest = probe.end()
  figures.push(`${name}: ${Math.round(longest)}, ${Math.round(probe.longestWallMs)}`)
  return longest
}

test('an mbox of thousands of mails is imported in turns', async () => {
  const { people } = await circle(['alice'])
  const folder = await makeFolder()
  // The first mail loads the reader of mails and starts its thread, once.
  await writeFile(join(folder, 'one.eml'), 'Subject: first\n\nfirst\n')
  expect(await importInto(people[0]!, join(folder, 'one.eml'))).toMatchObject({ taken: 1 })
  const mails = Array.from(
    { length: COUNT },
    (_, i) =>
      `From m@example.org Thu Jan  1 00:00:00 2026\nSubject: mail ${i}\n\n${`word${i} `.repeat(200)}\n`,
  )
  const path = join(folder, 'all.mbox')
  await writeFile(path, mails.join('\n'))
  const longest = await longestTurnOf('an mbox', async () => {
    expect(await importInto(people[0]!, path)).toMatchObject({ taken: COUNT, refused: [] })
  })
  expect(longest).toBeLessThan(LONGEST_TURN_MS)
}, 600_000)

test('an export of thousands of letters is imported in turns', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  await bob.stop()
  const write = (i: number): Promise<string> => alice.write(bob, `letter ${i}`, `word${i} `.repeat(200))
  for (let at = 0; at < COUNT; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, i) => write(at + i)))
  // The first export loads its code, once.
  await exportHome(alice, join(await makeFolder(), 'alice'))
  const folder = join(await makeFolder(), 'alice')
  const exported = await longestTurnOf('an export is written', () => exportHome(alice, folder))
  const imported = await longestTurnOf('an export is read', async () => {
    expect(await importInto(carol, folder)).toMatchObject({ taken: COUNT, refused: [] })
  })
  expect(Math.max(exported, imported)).toBeLessThan(LONGEST_TURN_MS)
  expect(await carol.do.letters.search({ query: 'word77', limit: 10 }, calling)).not.toEqual([])
}, 600_000)
