// The honest acts. The malicious acts happen between them.
import { ANSWERS } from '../../../src/core/contract/reader-states.ts'
import { calling } from '../../support/person.ts'
import { must } from '../trial.ts'
import type { AliceLetter } from './book.ts'
import type { Deed } from './deeds.ts'
import type { Victims } from './victims.ts'

export const honestDeeds: Record<string, Deed> = {
  async 'alice writes to both'(victims) {
    await victims.writeAsAlice(true)
  },

  async 'alice writes to bob'(victims) {
    await victims.writeAsAlice(false)
  },

  'bob writes': (victims) => victims.writeAsBob(),

  async 'bob opens and answers'(victims, random) {
    const { bob, book } = victims
    const open = book.aliceLetters.filter(({ isRecalled }) => !isRecalled)
    if (open.length === 0) return
    const letter = random.pick(open)
    await victims.arrival(bob, letter.ref)
    must((await bob.read(letter.ref, 20_000)).text === 'for their eyes', 'bob reads another letter')
    letter.isReadByBob = true
    const value = random.pick(ANSWERS)
    await bob.do.letters.mark({ ref: letter.ref, value }, calling)
    letter.bobsWord = value
  },

  async 'alice recalls'(victims, random) {
    const open = victims.book.aliceLetters.filter(({ isRecalled }) => !isRecalled)
    if (open.length > 0) await recall(victims, random.pick(open))
  },
}

async function recall({ alice, mallory }: Victims, letter: AliceLetter): Promise<void> {
  const { readers } = await alice.do.letters.recall({ ref: letter.ref }, calling)
  letter.isRecalled = true
  for (const { person, outcome } of readers) {
    const isReleased = person === mallory.id ? letter.isReleased : letter.isReadByBob
    must(
      (outcome === 'too-late') === isReleased,
      `recall is ${outcome}, and the key was ${isReleased ? '' : 'not '}answered`,
    )
  }
}
