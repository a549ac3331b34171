// Letters while their author is away: three stations release them together, and a recall holds.
import type { ActResult, ChosenRule } from '../../../core/contract/index.ts'
import type { Act } from '../acts.ts'
import { MINUTE, type Cast } from '../cast.ts'
import { prose } from './prose.ts'

const AWAY = prose(`The spare key is with the neighbours. I am on the train until six.
`)
const BOAT = `Let us sell the boat.\n`

/** Waits until every station has the letter, with its part for the reader. */
export function isHandedOver(cast: Cast, name: string): Promise<void> {
  return cast.until('all three stations have it', async () => {
    const status = await cast.alice.api.letters.status({ ref: cast.ref(name) })
    const counts = [status.stations, status.readers[0]?.stations ?? null]
    return counts.every((count) => count?.handedOver === cast.stations.length)
  })
}

function isBurned(cast: Cast, sentence: string, atLeast: number): Promise<void> {
  return cast.until(sentence, async () => {
    const { readers } = await cast.alice.api.letters.status({ ref: cast.ref('boat') })
    return (readers[0]?.stations?.burned ?? 0) >= atLeast
  })
}

export const stations: Act[] = [
  {
    ago: 130 * MINUTE,
    title: 'Alice joins three stations: they keep her letters sealed, and decide together',
    async play(cast) {
      await Promise.all(cast.stations.map((station) => station.switchOn()))
      for (const station of cast.stations)
        await cast.does(cast.alice, 'stations', 'add', await station.invite())
      const { n, need, certainAt } = await cast.does<ChosenRule>(cast.alice, 'stations', 'rule')
      cast.checks('any two of three release a letter; three confirm a recall', need === 2 && certainAt === n)
    },
    email: 'the provider stores every letter, and can read it',
  },
  {
    ago: 120 * MINUTE,
    title: 'Alice writes and goes; bob opens the letter from two of the three stations',
    isOnlyTold: true,
    async play(cast) {
      const { alice, bob } = cast
      const attic = cast.stations[2]!
      await cast.writes('away', alice, [bob], { subject: 'While I am out', text: AWAY })
      await isHandedOver(cast, 'away')
      await Promise.all([alice.leave(), attic.switchOff()])
      cast.tells(`alice is away, and so is ${attic.name}`)
      await cast.reads('away', bob)
      await Promise.all([alice.comeHome(), attic.switchOn()])
      await cast.until('alice sees that bob opened it', async () => {
        const { readers } = await alice.api.letters.status({ ref: cast.ref('away') })
        return readers[0]?.state === 'referenced'
      })
    },
    email: 'the provider delivers it, and nobody learns that it was read',
  },
  {
    ago: 115 * MINUTE,
    title: 'Alice recalls another one and goes, while a station is away',
    isOnlyTold: true,
    async play(cast) {
      const { alice, bob } = cast
      const attic = cast.stations[2]!
      await cast.writes('boat', alice, [bob], { subject: 'The boat', text: BOAT })
      await isHandedOver(cast, 'boat')
      await Promise.all([bob.leave(), attic.switchOff()])
      cast.tells(`bob is away, and so is ${attic.name}`)
      const { readers } = await cast.does<ActResult>(alice, 'recall', cast.start('boat'))
      cast.checks('the recall is not certain yet', readers[0]?.outcome === 'recalling')
      await isBurned(cast, 'two stations have confirmed it', 2)
      await alice.leave()
      await bob.comeHome()
      await cast.isRefused('RECALLED', bob, 'read', cast.start('boat'))
      await Promise.all([alice.comeHome(), attic.switchOn()])
      await isBurned(cast, 'the third station is back, and the recall is certain', 3)
    },
    email: 'it cannot be recalled',
  },
]
