// Notices against the rules, well-formed notices with false content, and objects that differ from
// their notice.
import { toHex } from '../../../src/core/base/index.ts'
import { encodeReleaseAnswer } from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { objectId } from '../../../src/core/store/index.ts'
import { mutate } from '../decode/mutate.ts'
import { must } from '../trial.ts'
import type { Deed } from './deeds.ts'
import type { Made, Victims } from './victims.ts'

const READ_MS = 300

export const noticeDeeds: Record<string, Deed> = {
  // Breaks each rule once per trial, because random damage would rarely break a rule with two
  // checks.
  async 'notices that break each rule'(victims) {
    for (const change of rulesBroken(victims)) {
      const made = await victims.make()
      await victims.announceWrongly(made, change(made))
    }
  },

  async 'notice that breaks a rule'(victims, random) {
    const made = await victims.make()
    await victims.announceWrongly(made, random.pick(rulesBroken(victims))(made))
  },

  async 'notices that lie in each way'(victims) {
    const ways = lies(victims, await victims.make()).length
    for (let nth = 0; nth < ways; nth++) await announceLie(victims, (all) => all[nth]!)
  },

  'notice that lies': (victims, random) => announceLie(victims, (all) => random.pick(all)),

  async 'second notice'(victims, random) {
    const made = await victims.make()
    await victims.announce(made, victims.openTo(made))
    if (random.isSo(0.5)) await tryToRead(victims, made)
    const { text, ...changes } = random.pick(lies(victims, made))
    await victims.announce(made, openLie(victims, made, changes), text)
    await tryToRead(victims, made)
  },

  /** A letter can be opened by its ref, before its notice. The later notice must match it. */
  async 'notice after the opening'(victims, random) {
    const made = await victims.make()
    victims.mallory.answers.set('release', () => answerFor(victims, made))
    const isOpened = await isReadable(victims, made)
    victims.mallory.answers.delete('release')
    if (!isOpened) return
    const title = random.pick(['Another', 'And another'])
    await victims.announceWrongly(made, { title })
  },

  async 'altered object'(victims, random) {
    const made = await victims.make((block) => mutate(block, block, random))
    await victims.announce(made, victims.openTo(made))
    await tryToRead(victims, made)
  },

  async 'false key'(victims) {
    const made = await victims.make()
    const grant = victims.mallory.grantFor(victims.alice, { ...made, contentKey: randomBytes(32) })
    await victims.announce(made, { mode: 'open', grant }, null)
    await tryToRead(victims, made)
  },

  async 'false answer'(victims, random) {
    const made = await victims.make()
    const entry = await victims.announce(made)
    // As the releaser she may refuse with any code; these count as genuine.
    for (const word of ['recalled', 'expired', 'held']) entry.withdrawn.add(word)
    const honest = Buffer.from(answerFor(victims, made))
    const lies = random.isSo(0.3) ? random.bytes(random.below(400)) : mutate(honest, honest, random)
    victims.mallory.answers.set('release', () => lies)
    await tryToRead(victims, made)
    victims.mallory.answers.delete('release')
  },

  async 'mallory is honest'(victims) {
    const made = await victims.make()
    await victims.announce(made, victims.openTo(made))
    await tryToRead(victims, made)
  },
}

type Change = (made: Made) => Partial<Notice>

/** One change per rule of a notice, which breaks only that rule. */
function rulesBroken(victims: Victims): Change[] {
  const { alice, bob, mallory } = victims
  const { person } = bob.home.parts.identity
  const grantOf = (made: Made): Uint8Array => mallory.grantFor(alice, made)
  return [
    ({ ref }) => ({ ref: { ...ref, person } }),
    ({ ref }) => ({ ref: { ...ref, device: bob.device } }),
    () => ({ to: [] }),
    () => ({ to: [person] }),
    () => ({ releaser: { device: bob.device, term: 1 } }),
    () => ({ mode: 'open' }),
    (made) => ({ grant: grantOf(made) }),
    (made) => ({ mode: 'open', grant: mallory.grantFor(bob, made) }),
    (made) => ({ mode: 'open', grant: grantOf({ ...made, contentKey: made.contentKey.subarray(1) }) }),
    (made) => ({ ...victims.openTo(made), boxNumber: 7 }),
    (made) => ({ ...victims.openTo(made), expiresAt: Date.now() + 1e6 }),
    ({ ref }) => ({ ref: { ...ref, chunkCount: 0 } }),
    ({ ref }) => ({ ref: { ...ref, chunkCount: 2 } }),
    ({ ref }) => ({ ref: { ...ref, chunkCount: 2 ** 40 } }),
    ({ ref }) => ({ ref: { ...ref, chunkCount: 2000 }, size: 2000 * 65_552 }),
    () => ({ size: 0 }),
    () => ({ size: 2 ** 40 }),
    () => ({ title: 'Two\nlines' }),
    () => ({ title: 'Nice \u001b[2J' }),
  ]
}

/** `text`: the text that may be shown, or null for none. */
type Lie = Partial<Notice> & { text: string | null }

async function announceLie(victims: Victims, choose: (all: Lie[]) => Lie): Promise<void> {
  const made = await victims.make()
  const { text, ...changes } = choose(lies(victims, made))
  await victims.announce(made, openLie(victims, made, changes), text)
  await tryToRead(victims, made)
}

/** The grant opens for the object that the lie names. Without that the notice breaks a rule. */
function openLie(victims: Victims, made: Made, lie: Partial<Notice>): Partial<Notice> {
  return { ...victims.openTo({ ...made, object: objectId(lie.ref ?? made.ref) }), ...lie }
}

/** Notices that pass every check before the opening, but differ from the letter. */
function lies({ bob, mallory }: Victims, { ref, header, text }: Made): Lie[] {
  const reply = { ...ref, person: bob.home.parts.identity.person }
  return [
    { ref: { ...ref, cipherRoot: randomBytes(32) }, text: null },
    { ref: { ...ref, keyCommit: randomBytes(32) }, text: null },
    { ref: { ...ref, core: randomBytes(32) }, text },
    { ref: { ...ref, start: 1 }, text },
    { ref: { ...ref, start: 2 ** 40 }, text },
    { to: [...header.to, mallory.person], text: null },
    { title: 'Another', text: null },
    { title: null, text },
    { size: 1, text: null },
    { at: 0, text: null },
    { at: 8.64e15, text: null },
    { kind: 'collection', text: null },
    { reply, text: null },
    { urgent: true, text },
  ]
}

function answerFor({ mallory, alice }: Victims, made: Made): Uint8Array {
  const facts = { objectId: made.object, person: alice.home.parts.identity.person, at: Date.now() }
  return encodeReleaseAnswer({
    status: 'released',
    boxNumber: 1,
    grant: mallory.grantFor(alice, made),
    record: releaseForm.encode(signRelease(facts, mallory.device)),
  })
}

/** Lets alice try to open the letter if she may; the judgement checks it later too. */
export async function tryToRead(victims: Victims, made: Made): Promise<void> {
  if (!(await isReadable(victims, made))) return
  const entry = victims.book.findObject(made.object)
  must(entry !== null && entry.text !== null, `${toHex(made.object)} is shown, against what was announced`)
  entry!.isOpened = true
}

async function isReadable({ alice }: Victims, { refText, text }: Made): Promise<boolean> {
  try {
    const letter = await alice.read(refText, READ_MS)
    must(letter.text === text, `an altered body is shown: ${letter.text}`)
    return true
  } catch (error) {
    if (!isEngineError(error) || error.code === 'INTERNAL') throw error
    return false
  }
}
