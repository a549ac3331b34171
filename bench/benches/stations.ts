// stations: what stations cost an author, and how well readers open what an absent author left at
// five of them, of which three are no good. All are processes on a private DHT.
import type { Bench } from '../bench.ts'
import { StationsWorld } from '../processes/with-stations.ts'
import { measureAway } from './stations-away.ts'
import { measureCosts } from './stations-cost.ts'

const QUICK = {
  readers: 2,
  letters: 40,
  cold: 2,
  cost: { samples: 8, rounds: 2, letters: 20, handedOver: 50 },
}
const FULL = {
  ...{ readers: 10, letters: 100, cold: 4 },
  cost: { samples: 20, rounds: 5, letters: 50, handedOver: 1_000 },
}

export const stations: Bench = {
  name: 'stations',
  about:
    'Letters of 1 KB at stations: what they cost their author, and how they open while the author is away.',
  async run(setting) {
    const sizes = setting.isQuick ? QUICK : FULL
    const world = await StationsWorld.gather(setting, sizes.readers)
    const costs = await measureCosts(setting, world, sizes.cost)
    // The first reader got one batch more.
    const before = world.readerNames.map((_, at) => sizes.cost.letters * (at === 0 ? 2 : 1))
    const letters = setting.letters ?? sizes.letters
    const away = await measureAway(setting, world, { letters, cold: sizes.cold }, before)
    return {
      rows: [...costs, ...away.rows],
      notes: [
        'No reader is there while costs are measured, so their answers are not counted. A letter is handed over when its blocks and shares are on the disk of all stations. Each send begins 100 ms after that.',
        ...away.notes,
      ],
    }
  },
}
