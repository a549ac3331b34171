// Who gets the key of a post: the access tables against the reference model, with random commands
// of members, former members and strangers. A failure prints fast-check's seed and the shortest
// life; FUMIKURA_SEED runs that seed again.
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { groupsSchema } from '../../../src/core/groups/index.ts'
import { noMemberships } from '../../../src/core/access/index.ts'
import { createGroupMembers } from '../../../src/core/groups/group-row.ts'
import { groupLife, liveInGroup } from './group-lives.ts'
import { PlainLedger } from './plain-ledger.ts'

const COMMANDS = Number(process.env.FUMIKURA_GROUP_COMMANDS ?? 20_000)
const SEED = process.env.FUMIKURA_SEED === undefined ? undefined : Number(process.env.FUMIKURA_SEED)
/** The average number of commands in one life. */
const COMMANDS_OF_LIFE = 25

let ledger: PlainLedger
beforeEach(() => {
  ledger = new PlainLedger(':memory:', [groupsSchema])
})
afterEach(() => ledger.close())

it(`releases no key without the right and refuses none with it, in ${COMMANDS} random commands on groups`, () => {
  const memberships = { ...noMemberships, group: createGroupMembers(new Uint8Array(32)) }
  const sum = { commands: 0, released: 0, refused: 0 }
  fc.assert(
    fc.property(groupLife, (steps) => {
      const counts = liveInGroup(ledger, memberships, steps)
      sum.commands += counts.commands
      sum.released += counts.released
      sum.refused += counts.refused
    }),
    { numRuns: Math.ceil(COMMANDS / COMMANDS_OF_LIFE), seed: SEED },
  )
  expect(sum.commands).toBeGreaterThan(COMMANDS * 0.9)
  expect(sum.released).toBeGreaterThan(COMMANDS / 100)
  expect(sum.refused).toBeGreaterThan(COMMANDS / 20)
}, 600_000)
