// Scenario `model`: who may have which key, by the access tables and by a model, through random
// lives of letters and groups. fast-check generates the lives and shrinks a difference. The ledger
// is a real one, in a file whose bytes are searched for destroyed keys.
import { join } from 'node:path'
import fc from 'fast-check'
import { Lives, sequence } from '../unit/access/access-lives.ts'
import { groupLife, liveInGroup } from '../unit/access/group-lives.ts'
import { PlainLedger } from '../unit/access/plain-ledger.ts'
import { groupsSchema } from '../../src/core/groups/index.ts'
import { noMemberships } from '../../src/core/access/index.ts'
import { createGroupMembers } from '../../src/core/groups/group-row.ts'
import type { Scenario } from './scenario.ts'
import { Finding, must, type Trial } from './trial.ts'

/** Lives per step; the clock is checked only between steps. */
const LIVES = 25

/** A test passes an `openLedger` with a fault, to check that the storm finds it. */
export function modelScenario(openLedger = (path: string): PlainLedger => new PlainLedger(path)): Scenario {
  return {
    name: 'model',
    about: 'access tables beside a reference model',
    steps: 1000,
    play: (trial) => play(trial, openLedger),
  }
}

async function play(trial: Trial, openLedger: (path: string) => PlainLedger): Promise<void> {
  const path = join(await trial.folder(), 'ledger')
  const ledger = openLedger(path)
  trial.onEnd(async () => ledger.close())
  const groups = new PlainLedger(':memory:', [groupsSchema])
  trial.onEnd(async () => groups.close())
  const memberships = { ...noMemberships, group: createGroupMembers(new Uint8Array(32)) }
  const lives = new Lives(ledger)
  while (trial.next()) {
    const seed = trial.random.seed()
    const details = fc.check(
      fc.property(sequence, (steps) => lives.live(steps)),
      { numRuns: LIVES, seed },
    )
    trial.count('model sequences', details.numRuns)
    if (details.failed) throw new Finding(fc.defaultReportMessage(details))
    const inGroups = fc.check(
      fc.property(groupLife, (steps) =>
        trial.count('group commands', liveInGroup(groups, memberships, steps).commands),
      ),
      { numRuns: LIVES, seed },
    )
    if (inGroups.failed) throw new Finding(fc.defaultReportMessage(inGroups))
    await new Promise(setImmediate)
  }
  const { undead } = await lives.findKeys(path)
  must(undead.length === 0, `${undead.length} destroyed keys stand in the file of the ledger`)
  trial.count('destroyed keys looked for', lives.destroyed.size)
}
