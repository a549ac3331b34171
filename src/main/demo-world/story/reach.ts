// How far a body travels: a large one only to those who open it, an open one also without its
// author, a shared one without a copy; and a recall that is too late for one of two readers.
import type { WhoCanRead } from '../../../core/contract/index.ts'
import type { Act } from '../acts.ts'
import { DAY, HOUR, type Cast } from '../cast.ts'
import type { Resident } from '../resident.ts'
import { prose } from './prose.ts'

const LINES = 4_000
const REGISTER = Array.from(
  { length: LINES },
  (_, line) => `${line + 1}. 梨 — a pear of the register, no two of them alike.\n`,
).join('')

const EEL = `Two cups of rice, and a fire that is not too hot.\n`

const LAMPS = prose(`The lamps for the party are 12.40 each, not 21.40.
`)

const MINUTES = prose(`Present: Alice, Bob, Carol. Decided: bread on Sunday, eel in the spring.
`)

async function seesOnline(who: Resident, other: Resident): Promise<boolean> {
  return (await who.api.people.contacts()).some(({ person, online }) => person === other.person && online)
}

async function leaves(cast: Cast, who: Resident, seenBy: Resident): Promise<void> {
  await who.leave()
  await cast.until(`${who.login} is away`, async () => !(await seesOnline(seenBy, who)))
}

export const reach: Act[] = [
  {
    ago: 3 * DAY + 4 * HOUR,
    title: 'Alice recalls a letter: too late for bob, in time for carol',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.writes('lamps', alice, [bob, carol], { subject: 'The price of lamps', text: LAMPS })
      await cast.opens('lamps', bob, alice)
      await cast.acts('recall', 'lamps', alice, 'Bob too-late, Carol recalled')
      await cast.isRefused('RECALLED', carol, 'read', cast.start('lamps'))
      await cast.reads('lamps', bob)
    },
    email: 'it cannot be recalled',
  },
  {
    ago: 2 * DAY + 8 * HOUR,
    title: 'A note to self, then shared with bob: the same object, and nothing is copied',
    async play(cast) {
      const { alice, bob } = cast
      const { state } = await cast.writes('eel', alice, ['self'], { subject: 'Eel', text: EEL })
      cast.checks('it is stored, and no one is notified', state === 'stored')
      await cast.does(alice, 'share', cast.start('eel'), '--to', 'Bob')
      await cast.receives('eel', [bob])
      await cast.opens('eel', bob, alice)
      const { readers } = await cast.does<WhoCanRead>(alice, 'who', cast.start('eel'))
      cast.checks('only bob can read it', readers.length === 1)
    },
  },
  {
    ago: 18 * HOUR,
    title: 'A large letter to two people: the body moves only to carol, who opens it',
    async play(cast) {
      const { alice, bob, carol } = cast
      const path = await cast.file('register.txt', REGISTER)
      const words = { subject: 'The register of pears', text: REGISTER }
      const { ref } = await cast.writes('register', bob, [alice, carol], words, '--file', path)
      const { size } = await alice.api.letters.summary({ ref })
      cast.checks('alice sees its size before she opens it', (size ?? 0) > REGISTER.length)
      await cast.opens('register', carol, bob)
      await cast.marks('register', carol, bob, 'done', 'Line 12 is a quince.')
    },
    email: 'the whole register, at once, to every reader',
  },
  {
    ago: 6 * HOUR,
    title: 'An open letter, read while its author is away',
    isOnlyTold: true,
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.writes('minutes', carol, [alice, bob], { subject: 'Minutes', text: MINUTES }, '--open')
      await cast.reads('minutes', alice)
      await leaves(cast, carol, bob)
      await cast.reads('minutes', bob)
      await cast.isRefused('AUTHOR_AWAY', alice, 'read', cast.start('seats'), '--wait', '1')
      await cast.does(bob, 'mark', cast.start('minutes'), 'done')
      await carol.comeHome()
      await cast.until('carol is back, and sees the mark of bob', async () => {
        const { readers } = await carol.api.letters.status({ ref: cast.ref('minutes') })
        return readers.some(({ person, state }) => person === bob.person && state === 'done')
      })
    },
    email: 'the copy from sending; no one knows whether it was read',
  },
]
