// An export that is cancelled or finds the disk full leaves nothing, and the next one is whole.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { PLAIN_POLICY, type EngineEvent } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { exportHome, verifyHere } from '../../support/portable.ts'
import { canMount } from '../../support/small-disk.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { useSmallDisks } from '../../support/use-small-disks.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
/** Several pages of an export. */
const LETTERS = 400
let alice: Person

beforeEach(async () => {
  ;[alice] = (await circle(['alice'])).people as [Person]
  const note = (nth: number) =>
    alice.do.letters.send({ to: ['self'], subject: `${nth}`, text: 'x', policy: PLAIN_POLICY }, calling)
  await Promise.all(Array.from({ length: LETTERS }, (_, nth) => note(nth)))
})

const jobs = () => alice.do.portable.jobs({}, calling)

test('a cancelled export leaves nothing, as a folder and as a .zip', async () => {
  const folder = await makeFolder()
  for (const name of ['out', 'out.zip']) {
    const exporting = exportHome(alice, join(folder, name))
    exporting.catch(() => undefined)
    await eventually(async () => (await jobs()).some(({ done }) => done > 0))
    const [{ job, done, total }] = (await jobs()) as [Awaited<ReturnType<typeof jobs>>[0]]
    expect([done < LETTERS, total]).toEqual([true, LETTERS])
    await alice.do.portable.cancel({ job }, calling)
    await expect(exporting).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await readdir(folder)).toEqual([])
  }
})

test('each event of an export says how far it is, and the last one that it has ended', async () => {
  const told: Extract<EngineEvent, { type: 'job-changed' }>[] = []
  const stop = alice.do.events.subscribe((event) => {
    if (event.type === 'job-changed') told.push(event)
  })
  await exportHome(alice, join(await makeFolder(), 'out'))
  await eventually(() => told.at(-1)?.progress === null)
  stop()
  expect(new Set(told.map(({ job }) => job)).size).toBe(1)
  const running = told.flatMap(({ progress }) => progress ?? [])
  expect(running.map(({ kind, job }) => [kind, job])).toEqual(running.map(() => ['export', told[0]!.job]))
})

describe.skipIf(!canMount)('on a full disk (needs root)', () => {
  const mountDisk = useSmallDisks()

  test('an export without enough space reports it and leaves nothing; with space it is whole', async () => {
    const disk = await mountDisk(12)
    for (const name of ['out', 'out.zip']) {
      await disk.fill(150_000)
      const before = await readdir(disk.folder)
      await expect(exportHome(alice, join(disk.folder, name))).rejects.toMatchObject({ code: 'NO_SPACE' })
      expect(await readdir(disk.folder)).toEqual(before)
      await disk.free()
    }
    const path = join(disk.folder, 'out.zip')
    await exportHome(alice, path)
    expect(await verifyHere(alice, path)).toMatchObject({ ok: true, checked: LETTERS, problems: [] })
  })
})
