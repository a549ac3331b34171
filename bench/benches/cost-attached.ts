// The last part of `cost`: a letter with five megabytes attached, which one reader in ten fetches.
// The file is stored once and moved once per reader who fetches it.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Row, Setting } from '../bench.ts'
import { summarize } from '../figures.ts'
import { makeRandomFile } from '../homes/random-file.ts'
import { apart, gatherInMemory, weighAll, type Correspondent } from '../processes/correspondents.ts'
import { differ, sumOf } from '../processes/weight.ts'
import { ATTACHED_BY_MAIL } from '../rivals/mail.ts'

const FILE_BYTES = 5_000_000
const OPENED_EVERY = 10
/** The allowed overhead over the bytes of the file: the letter, notices, proofs and tags. */
const BESIDE = 0.02

export async function measureAttached(setting: Setting): Promise<Row[]> {
  const rows: Row[] = []
  for (const readers of setting.isQuick ? [1, 10] : [1, 10, 100])
    rows.push(...(await measureOne(setting, readers)))
  return rows
}

async function measureOne(setting: Setting, count: number): Promise<Row[]> {
  setting.say(`5 MB attached, to ${count}`)
  const people = await gatherInMemory(apart(setting), count)
  const [author, ...readers] = people as [Correspondent, ...Correspondent[]]
  const to = readers.map(({ name }) => name)
  await author.send({ to, bytes: 1024 })
  await Promise.all(readers.map((reader) => reader.waitForArrivals(1)))
  const before = await weighAll(people)
  const path = await makeRandomFile(setting.folder, `attached-${count}`, FILE_BYTES)
  const ref = await author.send({ to, bytes: 1024, attachments: [await author.store(path)] })
  await Promise.all(readers.map((reader) => reader.waitForArrivals(2)))
  const opening = readers.filter((_, at) => at % OPENED_EVERY === 0)
  for (const reader of opening) {
    const folder = mkdtempSync(join(setting.folder, 'saved-'))
    await reader.save(ref, folder)
    await rm(folder, { recursive: true })
  }
  const after = await weighAll(people)
  const grown = people.map((_, at) => differ(before[at]!, after[at]!))
  for (const person of people) await person.leave()
  await rm(path)
  const [mine, ...theirs] = grown
  const authorBytes = mine!.bodies + mine!.feeds + mine!.ledger
  const readerBytes = sumOf(theirs, 'feeds') + sumOf(theirs, 'ledger') + opening.length * mine!.bodies
  return rowsOf(count, opening.length, {
    authorBytes,
    storedBytes: authorBytes + readerBytes,
    movedBytes: mine!.sent + mine!.received,
  })
}

interface Attached {
  authorBytes: number
  storedBytes: number
  movedBytes: number
}

function rowsOf(count: number, opened: number, { authorBytes, storedBytes, movedBytes }: Attached): Row[] {
  const what = `5 MB attached, to ${count}, opened by ${opened}`
  const mail = ATTACHED_BY_MAIL[count]!
  const movedByMail = mail.smtp + (mail.imap * opened) / count
  const times = movedBytes / FILE_BYTES
  const aim = { text: 'moved as often as opened', holds: times < opened * (1 + BESIDE) + BESIDE * count }
  return [
    row(`${what}: stored by the author`, authorBytes),
    row(`${what}: stored anywhere`, storedBytes, { what: 'all mailboxes', bytes: mail.mailboxes }),
    { ...row(`${what}: moved`, movedBytes, { what: 'SMTP + IMAP', bytes: movedByMail }), aim },
  ]
}

function row(what: string, bytes: number, rival: { what: string; bytes: number } | null = null): Row {
  return {
    ...{ what, unit: 'bytes', own: summarize([bytes]), aim: null },
    rival: rival === null ? null : { what: rival.what, ...summarize([rival.bytes]) },
  }
}
