// An export is read by programs of others: Python's email and mailbox, vobject, notmuch.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { fromHex, toText } from '../../../src/core/base/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile } from '../../support/files.ts'
import type { Person } from '../../support/person.ts'
import { exportHome } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

const runs = (program: string, words: string[]): boolean => {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
/** The system's Python can import the system's packages. */
const python = ['/usr/bin/python3', 'python3'].find((one) => runs(one, ['-c', 'import vobject']))
const hasNotmuch = runs('notmuch', ['--version'])
/** In a run that must check everything, a missing program is a failure. */
const mustRun = process.env.CI !== undefined

const TITLE = '庭のこと: 100 % "fine", とても長い題名がここに続いていて一行には収まりきらない'
const TEXT = 'From here\n.\n梨の木が、また塀を越えてきました。\n'

const idOf = ({ id }: Person): string => toText(fromHex(id))

interface Letter {
  subject: string
  from: [string, string][]
  to: [string, string][]
  id: string
  parent: string | null
  text: string
  defects: string[]
  files: string[]
}

interface Elsewhere {
  letters: Letter[]
  threads: { subject: string; id: string }[][]
  contacts: { name: string; address: string }[]
}

let out: string
let alice: Person
let bob: Person
let sum: string

beforeEach(async () => {
  ;[alice, bob] = (await circle(['alice', '次郎, "Jiro"; & co'])).people as [Person, Person]
  const { path, content } = await makeFile(await makeFolder(), '写真 100%.bin', 900)
  sum = createHash('sha256').update(content).digest('hex')
  const first = await alice.write(bob, TITLE, TEXT, { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(first)
  await bob.read(first)
  const reply = await bob.write(alice, `Re: ${TITLE}`, 'はい', { replyTo: first })
  await alice.arrival(reply)
  await alice.read(reply)
  await alice.write(bob, 'Something else', 'apart')
  out = join(await makeFolder(), 'out')
  await exportHome(alice, out)
})

test.skipIf(python === undefined && !mustRun)(
  'Python reads letters, threads and files, and vobject reads the contacts (needs python3-vobject)',
  () => {
    const script = join(import.meta.dirname, 'read-elsewhere.py')
    const { letters, threads, contacts } = JSON.parse(
      execFileSync(python ?? 'python3', [script, out], { encoding: 'utf8', env: { PYTHONUTF8: '1' } }),
    ) as Elsewhere
    const [first, reply] = [TITLE, `Re: ${TITLE}`].map((title) =>
      letters.find(({ subject }) => subject === title)!,
    )
    expect([first!.text, first!.from, first!.to]).toEqual([
      TEXT,
      [['alice', `${idOf(alice)}@fumikura.invalid`]],
      [[bob.name, `${idOf(bob)}@fumikura.invalid`]],
    ])
    expect(first!.files).toEqual([sum])
    expect([first!.parent, reply!.parent]).toEqual([null, first!.id])
    expect(letters.flatMap(({ defects }) => defects)).toEqual([])
    expect(letters.length).toBe(3)
    expect(threads).toEqual([[first, reply].map((letter) => ({ subject: letter!.subject, id: letter!.id }))])
    expect(contacts).toEqual([{ name: bob.name, address: `fumikura:${idOf(bob)}` }])
  },
)

test.skipIf(!hasNotmuch && !mustRun)(
  'notmuch finds the thread by Japanese words (needs notmuch)',
  async () => {
    const config = join(await makeFolder(), 'config')
    const path = join(out, 'data/letters')
    await writeFile(config, `[database]\npath=${path}\n[new]\ntags=\n[user]\nname=a\nprimary_email=a@b.c\n`)
    const notmuch = (words: string[]): string =>
      execFileSync('notmuch', [`--config=${config}`, ...words], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    notmuch(['new', '--no-hooks'])
    expect(notmuch(['count', '*']).trim()).toBe('3')
    expect(notmuch(['count', '--output=threads', '*']).trim()).toBe('2')
    const found = JSON.parse(notmuch(['search', '--format=json', 'subject:庭のこと'])) as { total: number }[]
    expect(found.map(({ total }) => total)).toEqual([2])
  },
)
