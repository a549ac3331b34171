// Makes a home with very many letters in minutes. Their notices are filed and their rows are
// applied by the code that always does it, in large transactions, but no engine has sent them.
// Their texts are only in the index, so no letter can be read, and a rebuilt index has no texts.
import { renameSync, rmSync } from 'node:fs'
import { silentLog, systemClock, toHex, Turn } from '../../src/core/base/index.ts'
import type { Notice } from '../../src/core/feeds/index.ts'
import { HomeState } from '../../src/core/home-state.ts'
import { findHome, lockHome, unlockHome } from '../../src/core/home/index.ts'
import type { Card } from '../../src/core/identity/index.ts'
import { openIndex, type Ledger } from '../../src/core/ledger/index.ts'
import { describeLetter } from '../../src/core/letters/describe.ts'
import { createSigningKeyPair, hash } from '../../src/core/seal/index.ts'
import { objectId, type Ref } from '../../src/core/store/index.ts'
import { tidyObject } from '../../src/core/tidy/index.ts'
import { applyEntry } from '../../src/core/views/apply-entry.ts'
import { findLastChange, letterIndexSchema, type LetterEntry } from '../../src/core/views/index.ts'
import { pruneChanges } from '../../src/core/views/change-log.ts'
import { readyText, type ReadyText } from '../../src/core/views/ready-words.ts'
import { makeAbsentContact } from '../../tests/support/absent-contacts.ts'
import { authorOf, letterOf, type WrittenLetter } from './search-texts.ts'

const AT_ONCE = 5000
const YEARS_MS = 5 * 365 * 24 * 60 * 60 * 1000
const LETTER_BYTES = 1000

export async function makeSearchHome(homeDir: string, letters: number): Promise<void> {
  let now = systemClock.now() - YEARS_MS
  const clock = { now: () => now, monotonicMs: () => systemClock.monotonicMs() }
  const state = new HomeState(
    { home: homeDir, network: false, log: silentLog, clock },
    await lockHome(homeDir),
  )
  const made = `${state.paths.index}-made`
  try {
    await state.create('alice', undefined)
    const authors = [await addContact(state, 'bob'), await addContact(state, 'carol')]
    const key = await unlockHome(homeDir, (await findHome(homeDir))!, {})
    const { index } = await openIndex({ path: made, key, schemas: [letterIndexSchema] })
    await state.home.parts.ledger.writeMany(() =>
      index.writeMany(async () => {
        for (let first = 0; first < letters; first += AT_ONCE) {
          now += Math.floor((YEARS_MS * AT_ONCE) / (letters + AT_ONCE))
          const numbers = Array.from({ length: Math.min(AT_ONCE, letters - first) }, (_, at) => first + at)
          const filed = numbers.map((number) => fileOf(number, letters, authors, now - letters + number))
          await fileLetters(state, filed)
          await applyLetters(state, index, filed)
        }
      }),
    )
    await finish(state, index)
  } finally {
    await state.close()
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(state.paths.index + suffix, { force: true })
  renameSync(made, state.paths.index)
}

async function addContact(state: HomeState, name: string): Promise<Card> {
  const contact = await makeAbsentContact(createSigningKeyPair(), name)
  const { parts, newPair } = state.home
  await parts.ledger.write((tx) => newPair.store(tx, contact))
  return contact.card
}

interface FiledLetter {
  written: WrittenLetter
  author: Card
  ref: Ref
  reply: Ref | null
  at: number
}

function fileOf(number: number, letters: number, authors: readonly Card[], at: number): FiledLetter {
  const written = letterOf(number, letters)
  const author = authors[written.author]!
  const reply = written.answers === null ? null : refOf(written.answers, authors[authorOf(written.answers)]!)
  return { written, author, ref: refOf(number, author), reply, at }
}

function refOf(number: number, { person, signedBy }: Card): Ref {
  const name = hash('fumikura/bench/1', Buffer.from(String(number)))
  return {
    ...{ cipherRoot: name, keyCommit: name, person, device: signedBy, core: signedBy },
    ...{ start: number * 2, chunkCount: 1 },
  }
}

async function fileLetters(state: HomeState, letters: readonly FiledLetter[]): Promise<void> {
  const { ledger, inbox, identity } = state.home.parts
  await ledger.write((tx) => {
    for (const letter of letters) {
      const { author, ref, written } = letter
      const audience = { kind: 'person', key: author.person } as const
      const source = { person: author.person, device: author.signedBy, core: author.signedBy }
      inbox.receiveNotice(
        tx,
        { ...source, position: ref.start, audience },
        noticeOf(letter, identity.person),
        { isNews: false },
      )
      const { isStarred, labels } = written
      if (isStarred || labels.length > 0)
        tidyObject(tx, objectId(ref), { starred: isStarred, addLabels: labels })
    }
  })
}

function noticeOf({ author, ref, reply, at, written }: FiledLetter, reader: Uint8Array): Notice {
  return {
    ...{ ref, reply, at, title: written.subject, to: [reader], initials: null, kind: 'letter' },
    ...{ size: LETTER_BYTES, urgent: false, mode: 'controlled', expiresAt: null, boxNumber: 1, grant: null },
    releaser: { device: author.signedBy, term: 1 },
    ...{ audience: { kind: 'person' }, isShared: false, replaces: null, gate: null, words: null },
    attached: written.attached,
  }
}

async function applyLetters(state: HomeState, index: Ledger, letters: readonly FiledLetter[]): Promise<void> {
  const { parts } = state.home
  const turn = new Turn()
  const prepared: { object: Uint8Array; entry: LetterEntry; text: ReadyText }[] = []
  for (const { ref, written } of letters) {
    const object = objectId(ref)
    const entry = describeLetter(parts.ledger, parts, object)
    if (entry === null) throw new Error(`the letter ${toHex(object)} was not filed`)
    const { fileNames } = written
    const opened = { ...entry, state: 'referenced', textFrom: 'kept', fileNames } as const
    const shown = written.isOpened ? opened : entry
    const text = await readyText(shown, written.isOpened ? written.text : null, turn)
    prepared.push({ object, entry: shown, text })
  }
  await index.write((tx) => {
    for (const { object, entry, text } of prepared) applyEntry(tx, object, entry, text)
  })
}

async function finish(state: HomeState, index: Ledger): Promise<void> {
  const { ledger } = state.home.parts
  const last = findLastChange(ledger)
  await pruneChanges(ledger, last)
  await index.write((tx) => tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last))
  await index.close()
}
