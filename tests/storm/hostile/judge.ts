// The judgement: everything that people see, compared with the book. Whatever mallory does, alice
// sees what honest people wrote and what mallory wrote by the rules, once, as announced, and
// nothing else.
import { toHex } from '../../../src/core/base/index.ts'
import { isEngineError, type ErrorCode } from '../../../src/core/contract/errors.ts'
import { fromNoticed } from '../../../src/core/delivery/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { listAll, type Entries } from '../../scenarios/bad-luck/wholeness.ts'
import { calling, eventually } from '../../support/person.ts'
import type { Random } from '../random.ts'
import { must } from '../trial.ts'
import type { AliceLetter, Announced } from './book.ts'
import type { Victims } from './victims.ts'

type Entry = Entries[0]

const READ_WAIT_MS = 300
/** How many letters the judgement tries to read. Unreadable ones cost a time-out each. */
const READS = 12
/** Codes that may replace a letter of mallory's. */
const REFUSALS = new Set<ErrorCode>([
  ...(['ALTERED', 'REWRITTEN', 'UNREACHABLE', 'AUTHOR_AWAY', 'NOT_A_READER', 'HELD'] as const),
  ...(['NOT_YET', 'RECALLED', 'EXPIRED', 'QUOTA', 'TOO_LARGE'] as const),
])
const ARRIVES_WITHIN_MS = 20_000

export async function judge(victims: Victims, random: Random): Promise<void> {
  await settle(victims)
  const inbox = await listAll(victims.alice, 'inbox')
  const refs = inbox.map(({ ref }) => toHex(objectId(getRef(ref!))))
  must(new Set(refs).size === refs.length, 'alice has a letter twice')
  for (const entry of inbox) await judgeEntry(victims, entry)
  must(
    inbox.length === victims.book.bobLetters.size + victims.book.announcedCount,
    `alice is shown ${inbox.length} letters, and ${victims.book.bobLetters.size} of bob and ${victims.book.announcedCount} of mallory were announced`,
  )
  const toRead = inbox.filter(({ from }) => from.name === 'mallory')
  for (let left = Math.min(READS, toRead.length); left > 0; left--)
    await judgeText(victims, random.pick(toRead))
  for (const letter of victims.book.aliceLetters) await judgeReaders(victims, letter)
  judgeReleases(victims)
  await judgePeople(victims)
}

/** Sends an honest letter last, because after it arrives, everything before it was received. */
async function settle(victims: Victims): Promise<void> {
  const { alice, bob, book } = victims
  const made = await victims.make()
  await victims.announce(made, victims.openTo(made))
  await victims.arrival(alice, made.refText)
  const { text } = await alice.read(made.refText, ARRIVES_WITHIN_MS)
  must(text === made.text, `an altered body is shown: ${text}`)
  book.findObject(made.object)!.isOpened = true
  await victims.writeAsBob()
  for (const ref of book.bobLetters.keys()) await victims.arrival(alice, ref)
  const letter = await victims.writeAsAlice(false)
  await victims.arrival(bob, letter.ref)
}

function judgeEntry(victims: Victims, entry: Entry): Promise<void> | void {
  const { ref, from, state, subject } = entry
  const bobs = victims.book.bobLetters.get(ref!)
  if (bobs !== undefined) return judgeBobs(victims, entry, bobs)
  must(from.name === 'mallory', `${subject} is shown as a letter of ${from.name}`)
  const announced = victims.book.find(ref!)
  must(announced !== null, `${subject} is shown, which no rule allows`)
  const { notice, title, withdrawn, isOpened, isRecalledUnopened } = announced!
  const shown = JSON.stringify([entry.sentAt, entry.size, entry.to.length, entry.policy])
  const said = JSON.stringify([iso(notice.at), notice.size, notice.to.length, fromNoticed(notice)])
  must(shown === said, `${title} is shown as ${shown}, not ${said}`)
  must(subject === (isOpened ? title : notice.title), `${title} is called ${subject}`)
  if (isOpened) must(state === 'referenced', `${title} was opened, and is shown as ${state}`)
  else if (isRecalledUnopened) must(state === 'recalled', `${title} was recalled, and is shown as ${state}`)
  else must(state === 'sealed' || withdrawn.has(state), `${title} is ${state}, which nobody said`)
}

async function judgeBobs(
  { alice }: Victims,
  { ref, from, state, subject: shown }: Entry,
  { subject, text, isToBeRead }: { subject: string; text: string; isToBeRead: boolean },
): Promise<void> {
  must(from.name === 'bob' && shown === subject, `${subject} of bob is shown as ${shown} of ${from.name}`)
  must(['sealed', 'referenced'].includes(state), `${subject} of bob is ${state}, which he never said`)
  if (!isToBeRead)
    return must(state === 'sealed', `${subject} of bob counts as ${state} and was never opened`)
  const letter = await alice.read(ref!, ARRIVES_WITHIN_MS)
  must(letter.text === text, `${subject} of bob is another letter: ${letter.text}`)
}

async function judgeText({ alice, book }: Victims, { ref, subject }: Entry): Promise<void> {
  const announced = book.find(ref!)!
  const text = await alice.read(ref!, READ_WAIT_MS).then(
    (letter) => letter.text,
    (error: unknown) => refusalOf(error, announced),
  )
  if (text === null) return
  must(text === announced.text, `${subject} is shown with another text: ${text}`)
  announced.isOpened = true
}

/** Null for an allowed refusal. @throws the error if the letter was opened before */
function refusalOf(error: unknown, { isOpened }: Announced): null {
  if (isOpened || !isEngineError(error) || !REFUSALS.has(error.code)) throw error
  return null
}

/**
 * Checks that alice sees exactly the readers to whom she wrote, and of each only their own acts and
 * states.
 */
async function judgeReaders({ alice, mallory }: Victims, letter: AliceLetter): Promise<void> {
  const { bobsWord, isReadByBob, isReleased, isRecalled, isForMallory, ref } = letter
  if (bobsWord !== null)
    await eventually(
      async () => (await alice.status(ref)).some(({ name, state }) => name === 'bob' && state === bobsWord),
      'the word of bob arrives',
    )
  const readers = await alice.status(ref)
  const names = readers.map(({ name }) => name).sort()
  must(names.join() === (isForMallory ? 'bob,mallory' : 'bob'), `a letter to ${names.join()} it was not`)
  for (const { person, state } of readers) {
    const isHers = person === mallory.id
    const allowed = isHers
      ? isReleased
        ? ['referenced', 'done', 'accepted', 'declined']
        : [isRecalled ? 'recalled' : 'notified']
      : [bobsWord ?? (isReadByBob ? 'referenced' : isRecalled ? 'recalled' : 'notified')]
    must(allowed.includes(state), `${isHers ? 'mallory' : 'bob'} is ${state}, and may be ${allowed.join()}`)
  }
}

/** Checks that alice has released keys to mallory only of letters to mallory. */
function judgeReleases({ alice, mallory, book }: Victims): void {
  const rows = alice.home.parts.ledger.all<{ object: Uint8Array }>(
    'SELECT object FROM access_releases WHERE person = ?',
    mallory.person,
  )
  for (const { object } of rows) {
    const letter = book.findAliceLetter(object)
    must(letter?.isForMallory === true, 'a key was released to mallory that is not hers')
    must(!letter!.isRecalled || letter!.isReleased, 'a key was released after an acknowledged recall')
  }
}

/**
 * Checks that mallory's records add no contact, name or picture, and that her asks concern only
 * alice's letters.
 */
async function judgePeople({ alice, book }: Victims): Promise<void> {
  const all = await alice.do.people.contacts({}, calling)
  const contacts = all.filter(({ blocked }) => !blocked)
  must(all.length - contacts.length <= 1, 'a blocked person is listed twice')
  const known = contacts.map(({ name, picture }) => `${name} ${picture === null ? '' : 'with a picture'}`)
  must(known.sort().join() === 'bob ,mallory ', `alice knows ${known.join()}`)
  for (const { ref } of await alice.do.letters.asks({}, calling))
    must(
      book.findAliceLetter(objectId(getRef(ref))) !== null,
      'an ask about a letter that is not alice’s is shown',
    )
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
