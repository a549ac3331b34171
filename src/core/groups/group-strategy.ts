// The audience kind `group`: one feed and one grant for all members, sealed under the secret of an
// epoch.
// One row of the table in access/strategies.ts.
import { findContentKey, regrant, type AudienceGrant, type AudienceStrategy } from '../access/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { GROUP_GRANT_BYTES, type GroupPoint } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { GroupAudience } from './group-audience.ts'

/** In a group one feed record holds the releases of many readers. */
const RELEASES_SETTLE_MS = 10_000

export function createGroupStrategy(audience: GroupAudience): AudienceStrategy {
  const sealAt = (
    rows: Rows,
    point: GroupPoint,
    object: Uint8Array,
    contentKey: Uint8Array,
  ): AudienceGrant => ({
    audience: { kind: 'group', key: point.group },
    since: point,
    boxNumber: 0,
    grant: audience.sealKey(rows, point.group, point, object, contentKey),
  })
  return {
    ...audience.members,
    hasVersions: false,
    standsAlone: true,
    coreKind: 'objects',
    releasesSettleMs: RELEASES_SETTLE_MS,
    namesReaders: false,
    grantBytes: GROUP_GRANT_BYTES,

    madeFor: (group) => ({ kind: 'group', group }),
    check: (rows, group) => void audience.getPointToPost(rows, group),
    seal: (rows, group, object, contentKey) =>
      sealAt(rows, audience.getPointToPost(rows, group), object, contentKey),
    gateSecret: (rows, group, { era }) => audience.findGateSecret(rows, group, era),
    gateNames: (rows, asked) => audience.listGateNames(rows, asked),
    /**
     * The epoch may have changed since the grant was sealed; the notice must name the epoch in
     * which it is sent.
     */
    renew(tx, due) {
      const { objectId, audience: to, mode } = due
      const contentKey = findContentKey(tx, objectId)
      const point = findPoint(tx, audience, to.key)
      if (contentKey === null || point === null) return null
      const grant = sealAt(tx, point, objectId, contentKey)
      regrant(tx, objectId, grant)
      return { ...due, since: point, grant: mode === 'open' ? grant.grant : null }
    },
    readersOf(rows, { audience: to, since }) {
      const point = audience.findPointAt(rows, to.key, since)
      return point === null ? null : { to: [], initials: null, audience: { kind: 'group', ...point } }
    },
    refFor: (_reader, ref) => ref,
    isReached: (rows, group) => audience.isMember(rows, group),
    append: (tx, group, record, since) => audience.append(tx, group, record, since),
    feedOf: (rows, group, since) => audience.feedOf(rows, group, since),
    canRepeat: (rows, group, since) => audience.canRepeat(rows, group, since),
    allowCore: (tx, group, { core }) => audience.allowCore(tx, group, core, true),
    appendCard(tx, { cardBytes }) {
      for (const group of audience.listJoined(tx))
        audience.append(tx, group, { type: 'card', card: cardBytes })
    },

    checkNotice({ audience: feed }, { audience: to }) {
      if (feed.kind !== 'group' || to.kind !== 'group' || !equalBytes(to.group, feed.group))
        throw new MalformedRecord('a notice for another group')
      if (to.era !== feed.era || to.epoch !== feed.epoch)
        throw new MalformedRecord('a notice of another epoch than its feed record')
    },
    checkPost(tx, source, { audience: point }, isRepeated) {
      if (point.kind === 'group') audience.checkPost(tx, source, point, isRepeated)
    },
    open: (rows, object, { boxNumber, grant }, to) =>
      boxNumber !== 0 && to === null
        ? null
        : audience.openKey(rows, object, grant, to?.kind === 'group' ? to.group : null),
    allowOthers(tx, _author, { audience: to }, { core }) {
      if (to.kind === 'group') audience.allowCore(tx, to.group, core, false)
    },
    isSource: (rows, { audience: to }, person) =>
      to.kind === 'group' && person !== null && audience.members.mayRead(rows, to.group, person, to),
    answer: (tx, author, { audience: to }, record) =>
      to.kind === 'group' && audience.appendTo(tx, to.group, author, record),
  }
}

/** Null if this person may no longer post there. */
function findPoint(rows: Rows, audience: GroupAudience, group: Uint8Array): GroupPoint | null {
  try {
    return audience.getPointToPost(rows, group)
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}
