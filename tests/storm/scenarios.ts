// All scenarios, in the order in which they are played.
import { accountsScenario } from './accounts/accounts.ts'
import { clockScenario } from './clock/clock.ts'
import { decodeScenario } from './decode/decode.ts'
import { guidedScenario } from './decode/guided.ts'
import { damageScenario } from './disk/damage.ts'
import { rewindScenario } from './disk/rewind.ts'
import { spaceScenario } from './disk/space.ts'
import { floodsScenario } from './floods/floods.ts'
import { hostileScenario } from './hostile/hostile.ts'
import { keepersCircleScenario } from './keepers/circle.ts'
import { keepersWholeScenario } from './keepers/keepers.ts'
import { keepersKilledScenario } from './keepers/keepers-killed.ts'
import { keepersModelScenario } from './keepers/keepers-model.ts'
import { killScenario } from './kill.ts'
import { modelScenario } from './model.ts'
import { namesScenario } from './names/names.ts'
import { placesScenario } from './places/places.ts'
import { portableScenario } from './portable/portable.ts'
import { awayScenario } from './recovery/away.ts'
import { recoveryScenario } from './recovery/recovery.ts'
import type { Scenario } from './scenario.ts'
import { soakScenario } from './soak/soak.ts'
import { strangersScenario } from './strangers/strangers.ts'
import { wireScenario } from './wire/wire.ts'

export const scenarios: readonly Scenario[] = [
  modelScenario(),
  keepersModelScenario,
  keepersWholeScenario,
  keepersCircleScenario,
  keepersKilledScenario,
  wireScenario,
  killScenario,
  damageScenario,
  rewindScenario,
  spaceScenario,
  recoveryScenario,
  awayScenario,
  portableScenario,
  clockScenario,
  hostileScenario,
  placesScenario,
  strangersScenario,
  floodsScenario,
  accountsScenario,
  namesScenario,
  decodeScenario,
  guidedScenario,
  soakScenario,
]
