// Acts of an author on their own letters: drafts to renamed contacts, and a deletion that must
// erase every word.
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { encodeCard } from '../../../src/core/identity/index.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { Random } from '../random.ts'
import { must } from '../trial.ts'
import type { Deed } from './deeds.ts'
import { nextCard } from './next-card.ts'
import { untilRead } from './until-read.ts'
import type { Victims } from './victims.ts'

const ORDER = { policy: PLAIN_POLICY }
const LETTERS = 'bcdfghjklmnpqrstvwxz'.split('')

export const authorDeeds: Record<string, Deed> = {
  /** Before the draft of a letter is sent that was recalled before its notice, mallory changes her name and bob takes hers. */
  async 'a draft outlives a name'(victims) {
    const { alice, mallory } = victims
    const subject = `draft ${victims.nextCard()}`
    const held = { to: ['mallory'], subject, text: 'hers', policy: { ...PLAIN_POLICY, hold: true } }
    const { ref } = await alice.do.letters.send(held, calling)
    await alice.do.letters.recall({ ref }, calling)
    const draft = (await alice.do.drafts.list({}, calling)).find((one) => one.subject === subject)!
    await rename(victims, 'melody')
    await renameBob(victims, 'mallory')
    const again = await alice.do.drafts.send({ draft: draft.draft }, calling)
    await alice.do.letters.letGo({ ref: again.ref }, calling)
    const readers = (await alice.status(again.ref)).map(({ person }) => person)
    must(readers.join() === mallory.id, `a draft of a letter to mallory has other readers`)
    await renameBob(victims, 'bob')
    await rename(victims, 'mallory')
  },

  /** Searches the home's files for the words, with the storage key. */
  async 'alice deletes what she wrote'({ alice }, random) {
    const [title, body] = [rareWord(random), rareWord(random)]
    const order = { ...ORDER, to: ['self'], subject: `a ${title}`, text: `of ${body} and others` }
    const { ref } = await alice.do.letters.send(order, calling)
    const found = await alice.do.letters.search({ query: body, limit: 3 }, calling)
    must(found.length === 1, 'a note is not found')
    await alice.do.space.delete({ ref }, calling)
    for (const word of [title, body]) {
      // An index may store only the difference to the previous word, so search for the middle part.
      const places = await findInFiles(alice.homeDir, Buffer.from(word.slice(3, -2)), 'cells')
      must(places.length === 0, `words of a deleted letter are in ${places.join()}`)
    }
  },
}

const rareWord = (random: Random): string => Array.from({ length: 14 }, () => random.pick(LETTERS)).join('')

async function rename(victims: Victims, name: string): Promise<void> {
  const { mallory, alice } = victims
  await mallory.write(alice, { type: 'card', card: encodeCard(await nextCard(victims, { name })) })
  await untilRead(victims)
  must((await namesAt(alice)).includes(name), `a contact is not called ${name}`)
}

async function renameBob({ alice, bob }: Victims, name: string): Promise<void> {
  await bob.do.people.rename({ name }, calling)
  await eventually(async () => (await namesAt(alice)).includes(name), 'alice hears of a name')
}

const namesAt = async (person: Person): Promise<string[]> =>
  (await person.do.people.contacts({}, calling)).map((contact) => contact.name)
