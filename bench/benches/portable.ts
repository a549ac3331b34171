// portable: export everything, verify it, import it into another home, and import mail of another
// program. Each next to the plainest way to do it.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench, Row, Setting } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import { makeMailFile } from '../../tests/support/mail-file.ts'
import { startPerson } from '../processes/people.ts'
import type { PersonTasks } from '../processes/person.ts'
import { THREAD, type Passed } from '../processes/person-portable.ts'
import type { PlainPortableTasks } from '../processes/plain-portable.ts'
import { Worker } from '../processes/worker.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 8
const NORMAL_LETTERS = 100_000
const QUICK_LETTERS = 100
const LETTERS_A_SECOND = 2000
const GROWTH_BYTES = 200e6

interface World {
  setting: Setting
  plain: Worker<PlainPortableTasks>
  letters: number
  /** The export, as a folder. */
  folder: string
}

export const portable: Bench = {
  name: 'portable',
  about:
    'Letters out as a folder and as a .zip, checked, and in again elsewhere; an mbox in. Letters a second.',
  async run(setting) {
    const asked = setting.letters ?? (setting.isQuick ? QUICK_LETTERS : NORMAL_LETTERS)
    // Rounded up to whole threads.
    const letters = Math.ceil(asked / THREAD) * THREAD
    const plain = await Worker.start<PlainPortableTasks>(setting, 'plain-portable')
    const world = { setting, plain, letters, folder: join(setting.folder, 'out') }
    const rows = [...(await measureExport(world)), ...(await measureImport(world))]
    rows.push(...(await measureMail(world)))
    return { rows, notes: notesOf(letters) }
  },
}

async function measureExport({ setting, plain, letters, folder }: World): Promise<Row[]> {
  const alice = await Worker.start<PersonTasks>(setting, 'person', [
    await findNotesHome(setting, letters),
    'none',
  ])
  setting.say('out as a folder')
  const out = await alice.run('exportAll', { path: folder, letters })
  const copied = join(setting.folder, 'copied')
  const copying = await plain.run('timeCopy', { from: folder, to: copied })
  await rm(copied, { recursive: true })
  setting.say('out as a .zip')
  const [zip, plainZip] = [join(setting.folder, 'out.zip'), join(setting.folder, 'plain.zip')]
  const packed = await alice.run('exportAll', { path: zip, letters })
  const packing = await plain.run('timePack', { from: folder, to: plainZip })
  await Promise.all([rm(zip), rm(plainZip)])
  setting.say('checked')
  const verified = await alice.run('verifyAll', { path: folder, letters })
  const hashing = await plain.run('timeHash', folder)
  await alice.run('close', undefined)
  await alice.end()
  return [
    ...rowsOf('out, as a folder', letters, out, { what: 'the same files copied', ms: copying }),
    ...rowsOf('out, as a .zip', letters, packed, { what: 'the same files packed', ms: packing }),
    ...rowsOf('checked', letters, verified, { what: 'SHA-256 of every file', ms: hashing }),
  ]
}

function findNotesHome(setting: Setting, letters: number): Promise<string> {
  return findOrMakeHome(setting, `notes-${letters}-recipe-${RECIPE}`, async (homeDir) => {
    const alice = await Worker.start<PersonTasks>(setting, 'person', [homeDir, 'none'])
    await alice.run('create', 'alice')
    await alice.run('writeNotes', letters)
    await alice.run('close', undefined)
    await alice.end()
  })
}

async function measureImport({ setting, plain, letters, folder }: World): Promise<Row[]> {
  setting.say('in, elsewhere')
  const bob = await startPerson(setting, 'bob')
  const passed = await bob.run('importAll', { path: folder, letters })
  await bob.run('close', undefined)
  await bob.end()
  const appending = await plain.run('timeAppend', { from: folder, to: join(setting.folder, 'plain') })
  await rm(folder, { recursive: true })
  return rowsOf('in, into an empty home', letters, passed, { what: 'their blocks appended', ms: appending })
}

async function measureMail({ setting, plain, letters }: World): Promise<Row[]> {
  setting.say('mail in')
  const carol = await startPerson(setting, 'carol')
  const path = await makeMailFile(setting.folder, letters)
  const passed = await carol.run('importAll', { path, letters })
  await carol.run('close', undefined)
  await carol.end()
  const parsing = await plain.run('timeParse', path)
  await rm(path)
  return rowsOf('an mbox in', letters, passed, { what: 'postal-mime alone', ms: parsing })
}

function rowsOf(
  what: string,
  letters: number,
  { ms, grownBytes }: Passed,
  rival: { what: string; ms: number },
): Row[] {
  const speedOf = (passedMs: number) => summarize([(letters * 1000) / passedMs])
  const own = speedOf(ms)
  return [
    {
      ...{ what, unit: 'letters/s', own, rival: { what: rival.what, ...speedOf(rival.ms) } },
      aim: { text: `at least ${writeCount(LETTERS_A_SECOND)}`, holds: own.median >= LETTERS_A_SECOND },
    },
    {
      ...{
        what: `${what}: memory that it grew by`,
        unit: 'bytes',
        own: summarize([Math.max(1, grownBytes)]),
      },
      ...{
        rival: null,
        aim: { text: 'under 200 MB, whatever their number', holds: grownBytes < GROWTH_BYTES },
      },
    },
  ]
}

function notesOf(letters: number): string[] {
  return [
    `${writeCount(letters)} letters, once each way: notes to oneself in threads of four, and an mbox of as many mails, one in fifty with a file. In processes of their own, without a network.`,
    'An import is over when the list of letters has all of them and every word can be found.',
    'Memory: its highest, less what it was when a tenth was done.',
  ]
}
