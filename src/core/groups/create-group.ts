// Creates a group: writes its first record, with the owner as the only member, and inserts its row.
// The group id is a hash of its founding, so no other person can claim the group.
import type { Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { applyRecord } from './apply-record.ts'
import { groupCoreNamespace, addRecordCore } from './group-core.ts'
import { getGroup, type GroupRow } from './group-row.ts'
import { encodeHead, hashHead, sealState, type GroupState } from './membership-record.ts'
import { applyParts, type OwnerParts } from './owner-parts.ts'
import { issueTokenHash } from './removal-token.ts'
import type { GroupStyle } from './roles.ts'
import { titleForm, foundingTitle, groupIdOf, type Title } from './title.ts'

/** Creates a group whose only member is its owner, and returns its id. */
export function createGroup(
  tx: Transaction,
  parts: OwnerParts,
  { name, style }: { name: string; style: GroupStyle },
  now: number,
): Uint8Array {
  const { identity, ownCores } = parts
  const owner: Owner = { person: identity.person, device: identity.device.publicKey }
  const title = foundingTitle(owner.person, randomBytes(32))
  const group = groupIdOf(title)
  const secrets = { era: 0, namingSecret: randomBytes(32), epoch: 0, epochSecret: randomBytes(32) }
  const core = ownCores.create(tx, 'group', groupCoreNamespace(secrets.namingSecret, owner.device, 0))
  const state: GroupState = {
    ...{ name, style, picture: null, snapshot: null, keys: null, removed: [], departed: [] },
    put: [
      {
        person: owner.person,
        role: 'owner',
        since: now,
        reads: { era: 0, epoch: 0 },
        postsUntil: null,
        tokenHash: issueTokenHash(identity, group, { person: owner.person, since: now }),
        card: identity.cardBytes,
      },
    ],
  }
  const head = {
    ...{ group, title, number: 0, began: 0, era: 0, epoch: 0, previous: null, next: null, at: now },
    ...{ keyParts: 0, boxParts: 0, rosterParts: 0 },
    sealed: sealState(secrets.epochSecret, core, state),
  }
  const block = encodeHead(head)
  ownCores.append(tx, core, () => block)
  const row = insertGroup(tx, { group, core, owner, title, name, style, now })
  const record = { group, core, headHash: hashHead(block), head, state }
  applyRecord(tx, applyParts(parts, now), row, { ...record, snapshot: null, secrets: [secrets] })
  return group
}

/** Who owns a group, and the device that writes its records. */
export interface Owner {
  person: Uint8Array
  device: Uint8Array
}

export interface NewGroup {
  group: Uint8Array
  core: Uint8Array
  owner: Owner
  title: Title
  name: string
  style: GroupStyle
  now: number
  membership?: GroupRow['membership']
}

/** Inserts the row of a group before any of its records is applied. */
export function insertGroup(tx: Transaction, first: NewGroup): GroupRow {
  const { group, core, owner, title, name, style, now, membership = 'joining' } = first
  tx.run(
    `INSERT OR REPLACE INTO groups (group_id, name, style, picture, owner, owner_device, core, generation, number, head_hash, era, epoch, at,
       membership, since, title) VALUES (?, ?, ?, NULL, ?, ?, ?, 0, -1, ?, 0, 0, ?, ?, ?, ?)`,
    ...[
      group,
      name,
      style,
      owner.person,
      owner.device,
      core,
      group,
      now,
      membership,
      now,
      titleForm.encode(title),
    ],
  )
  addRecordCore(tx, group, core)
  return getGroup(tx, group)
}
