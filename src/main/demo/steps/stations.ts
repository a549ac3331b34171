// Letters while their author is away: stations release them together, and a recall still holds.
import type { ActResult, StationRule } from '../../../core/contract/index.ts'
import type { Neighbour } from '../neighbour.ts'
import type { Scene, Step } from '../scene.ts'

const AWAY = 'The spare key is with the neighbours. I am on the train until six.'
const WITHDRAWN = 'Let us sell the boat.'

export const joinStations: Step = {
  title: 'Alice joins three stations: they keep her letters sealed, and decide together',
  async play(scene: Scene) {
    const { alice, stations } = scene.world
    for (const station of stations) {
      const link = await scene.switchesOn(station)
      await scene.does(alice, 'stations', 'add', link)
    }
    const { n, need, certainAt } = await scene.does<StationRule>(alice, 'stations', 'rule')
    scene.check(
      `any ${need} of ${n} release a letter; a recall is certain when ${certainAt} have confirmed it`,
      need === 2 && n === 3 && certainAt === 3,
    )
    scene.email('the provider stores every letter, and can read it')
  },
}

export const openWhileAway: Step = {
  title: 'Alice writes and goes; bob opens the letter from two of the three stations',
  async play(scene: Scene) {
    const { alice, bob, stations } = scene.world
    const attic = stations[2]!
    const words = ['--to', 'bob', '--subject', 'While I am out', '--text', AWAY]
    await scene.sends('away', alice, ...words)
    await scene.arrives('away', bob)
    await isHandedOver(scene, 'away')
    await alice.leave()
    await attic.switchOff()
    scene.says(`alice is away, and so is ${attic.name}`)
    await scene.reads('away', bob, AWAY)
    await attic.switchOn()
    await alice.comeHome()
    await scene.hasStates('away', alice, 'bob opened')
    scene.email('the provider delivers it, and nobody learns that it was read')
  },
}

export const recallAndGo: Step = {
  title: 'Alice recalls another one and goes, while a station is away',
  async play(scene: Scene) {
    const { alice, bob, stations } = scene.world
    const attic = stations[2]!
    await scene.sends('boat', alice, '--to', 'bob', '--subject', 'The boat', '--text', WITHDRAWN)
    await scene.arrives('boat', bob)
    await isHandedOver(scene, 'boat')
    await bob.leave()
    await attic.switchOff()
    scene.says(`bob is away, and so is ${attic.name}`)
    const { readers } = await scene.does<ActResult>(alice, 'recall', scene.start('boat'))
    scene.check('the recall is not certain yet', readers[0]?.outcome === 'recalling')
    await scene.until('two stations have confirmed it', async () => (await countBurned(alice, scene)) === 2)
    await alice.leave()
    await bob.comeHome()
    await scene.isRefused('RECALLED', bob, 'read', scene.start('boat'))
    await attic.switchOn()
    await alice.comeHome()
    await scene.until(
      'the third station is back, and the recall is certain',
      async () => (await countBurned(alice, scene)) === 3,
      30_000,
    )
    await scene.hasStates('boat', alice, 'bob recalled')
    scene.email('it cannot be recalled')
  },
}

function isHandedOver(scene: Scene, name: string): Promise<void> {
  const { alice, stations } = scene.world
  return scene.until(
    'all three stations have it',
    async () => {
      const status = await alice.api.letters.status({ ref: scene.ref(name) })
      const counts = [status.stations, status.readers[0]?.stations ?? null]
      return counts.every((count) => count?.handedOver === stations.length)
    },
    30_000,
  )
}

async function countBurned(alice: Neighbour, scene: Scene): Promise<number> {
  const { readers } = await alice.api.letters.status({ ref: scene.ref('boat') })
  return readers[0]?.stations?.burned ?? 0
}
