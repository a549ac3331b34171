// When a record core freezes, the records continue in the next generation. A statement signed by
// the owner's device names it; any member relays it.
// The first record there gives every member fresh secrets, because an absent member may never read
// those in the lost core.
import type { OwnCores } from '../cores/index.ts'
import { findEra, signSuccession, verifySuccession } from '../feeds/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { forgetSnapshot } from './apply-record.ts'
import { groupCoreNamespace, addRecordCore } from './group-core.ts'
import { findGroup, type GroupRow } from './group-row.ts'

/** Returns the group whose records are in this core. */
export function findGroupOfCore(rows: Rows, core: Uint8Array): GroupRow | null {
  const row = rows.get<{ groupId: Uint8Array }>('SELECT group_id AS groupId FROM groups WHERE core = ?', core)
  return row === undefined ? null : findGroup(rows, row.groupId)
}

/**
 * The owner's side. Creates the next core. The caller writes the group's next record into it in the
 * same transaction.
 */
export function beginNextCore(
  tx: Transaction,
  { ownCores, identity }: { ownCores: OwnCores; identity: Identity },
  row: GroupRow,
  last: { length: number; treeHash: Uint8Array },
): void {
  const { groupId: group, era, core: frozen } = row
  const generation = row.generation + 1
  const { namingSecret } = findEra(tx, group, era)!
  const namespace = groupCoreNamespace(namingSecret, identity.device.publicKey, generation)
  const next = ownCores.create(tx, 'group', namespace)
  ownCores.removeLost(tx, frozen)
  moveTo(tx, group, {
    core: next,
    generation,
    succession: signSuccession(identity.device, { frozen, ...last, next, generation }),
  })
}

/** A member's side. True if the statement is new and valid. */
export function believeSuccession(tx: Transaction, group: Uint8Array, bytes: Uint8Array): boolean {
  const row = findGroup(tx, group)
  const succession = row === null ? null : verifySuccession(bytes, row.ownerDevice)
  if (row === null || succession === null || succession.generation <= row.generation) return false
  // One device may own several groups, so the statement must be about a core of this group.
  const isOurs = tx
    .all<{ core: Uint8Array }>('SELECT core FROM group_record_cores WHERE group_id = ?', group)
    .some(({ core }) => equalBytes(core, succession.frozen))
  if (!isOurs) return false
  moveTo(tx, group, { core: succession.next, generation: succession.generation, succession: bytes })
  return true
}

function moveTo(
  tx: Transaction,
  group: Uint8Array,
  { core, generation, succession }: { core: Uint8Array; generation: number; succession: Uint8Array },
): void {
  tx.run(
    'UPDATE groups SET core = ?, generation = ?, succession = ? WHERE group_id = ?',
    core,
    generation,
    succession,
    group,
  )
  forgetSnapshot(tx, group)
  addRecordCore(tx, group, core)
}
