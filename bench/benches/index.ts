// All benches, in the order in which they run.
import type { Bench } from '../bench.ts'
import { cost } from './cost.ts'
import { files } from './files.ts'
import { firstSync } from './first-sync.ts'
import { group } from './group.ts'
import { line } from './line.ts'
import { notice } from './notice.ts'
import { phones } from './phones.ts'
import { portable } from './portable.ts'
import { reference } from './reference.ts'
import { scale } from './scale.ts'
import { search } from './search.ts'
import { send } from './send.ts'
import { stationsLoad } from './stations-load.ts'
import { stations } from './stations.ts'
import { swarm } from './swarm.ts'
import { threads } from './threads.ts'
import { ui } from './ui.ts'

export const benches: readonly Bench[] = [
  send,
  notice,
  line,
  reference,
  cost,
  files,
  group,
  swarm,
  stations,
  stationsLoad,
  phones,
  scale,
  threads,
  search,
  portable,
  firstSync,
  ui,
]
