// Handlers for the doctor: everything that was skipped, parked, frozen or left unencrypted, in
// counts and sentences.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex, toText } from '../../base/index.ts'
import { isEngineError } from '../../contract/errors.ts'
import type { DoctorReport, FeedTotals, LogLine, RefText } from '../../contract/index.ts'
import type { HomeState } from '../../home-state.ts'
import { findWords } from '../../identity/index.ts'
import { listRewrites } from '../../delivery/index.ts'
import { findLastCommit } from '../../ledger/index.ts'
import { countKept, formatRef, sumOwnBytes } from '../../store/index.ts'
import { readTidy } from '../../tidy/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { isDiskFull, listWarnings } from './doctor-warnings.ts'
import { deviceId, isoTime, personId } from '../../contract-ids.ts'
import type { Serving } from '../serving.ts'

export const doctorHandlers: Serving<'doctor'> = {
  report: (_home, _input, { state }) => examine(state),
  // A locked home refuses, because the log may contain facts from while it was open.
  log: (_home, _input, { state }) => describeLog(state),
}

function describeLog({ log }: HomeState): LogLine[] {
  return log.list().map(({ at, level, text }) => ({ at: isoTime(at), level, text }))
}

async function examine(state: HomeState): Promise<DoctorReport> {
  const { home, file, paths } = state
  const { parts, ownCores } = home
  const wordsProven = findWords(parts.ledger) === null
  const own = ownCores.list()
  const frozen = own.filter((core) => core.frozen !== null).length
  const report: Omit<DoctorReport, 'healthy' | 'warnings'> = {
    home: { format: file!.format, keyring: file!.keyring.kind, wordsProven, bytes: await sizeOf(paths.dir) },
    ledger: {
      state: parts.ledger.isDamaged ? 'damaged' : 'whole',
      reason: parts.ledger.damage?.reason ?? null,
      commits: findLastCommit(parts.ledger).counter,
    },
    cores: {
      own: own.length,
      foreign: parts.feeds.list(parts.ledger).length,
      frozen,
      bytes: await sizeOf(paths.cores),
    },
    marks: { checked: own.length, behind: ownCores.repairedCount, frozen },
    network: describeNetwork(state, home),
    store: describeStore(home),
    feeds: { written: await totalWritten(home), read: totalRead(home) },
    skipped: sumBySkip(parts.badInput.list()),
    parked: [...parts.feeds.list(parts.ledger), ...home.follows.listFeeds()].flatMap(
      ({ person, parked, day }) =>
        parked === null
          ? []
          : [{ person: personId(person), reason: parked, since: isoTime(day * 86_400_000) }],
    ),
    unfiled: await describeUnfiled(home),
    rewritten: describeRewritten(home),
    clock: describeClock(home),
    push: describePush(home),
    unencrypted: listUnencrypted(file!.keyring.kind),
  }
  const warnings = listWarnings(report, home, await isDiskFull(home, paths.dir))
  return { healthy: warnings.length === 0, warnings, ...report }
}

function describePush({ phones }: OpenHome): DoctorReport['push'] {
  const { lastPush } = phones
  return {
    phones: phones.list().filter(({ push }) => push !== null).length,
    last: lastPush === null ? null : { at: isoTime(lastPush.at), status: lastPush.status },
  }
}

function describeNetwork(state: HomeState, { peers }: OpenHome): DoctorReport['network'] {
  const sources = peers.describe()
  const swarm = sources.find(({ via }) => via === 'swarm')
  const lan = sources.find(({ via }) => via === 'lan')
  return {
    enabled: state.hasNetwork,
    swarm: swarm === undefined ? 'off' : swarm.isOnline ? 'listening' : 'starting',
    lan: lan === undefined ? 'off' : lan.isOnline ? 'listening' : 'starting',
    peers: peers.list().map((peer) => ({
      person: peer.person === null ? null : personId(peer.person),
      device: deviceId(peer.device),
      via: peer.wire.via,
      since: isoTime(peer.since),
      bytes: peer.bytes,
    })),
  }
}

/** The kinds of cores that store objects. Feeds, groups and the archive only refer to them. */
const OBJECT_CORES: ReadonlySet<string> = new Set(['objects', 'public-objects', 'object'])

function describeStore({ parts, ownCores }: OpenHome): DoctorReport['store'] {
  const cores = ownCores.list().filter(({ kind }) => OBJECT_CORES.has(kind))
  return {
    blocks: cores.reduce((sum, { length }) => sum + length, 0),
    bytes: sumOwnBytes(parts.ledger),
    kept: countKept(parts.ledger),
  }
}

async function totalWritten({ ownCores }: OpenHome): Promise<FeedTotals> {
  const feeds = ownCores.list().filter(({ kind }) => kind === 'feed')
  const cores = await Promise.all(feeds.map(({ core }) => ownCores.openCore(core).catch(() => null)))
  return {
    records: feeds.reduce((sum, { length }) => sum + length, 0),
    bytes: cores.reduce((sum, core) => sum + (core?.byteLength ?? 0), 0),
  }
}

function totalRead({ parts, groups }: OpenHome): FeedTotals {
  const pairs = parts.feeds.list(parts.ledger)
  const ofGroups = groups.feeds.totalRead(parts.ledger)
  return {
    records: pairs.reduce((sum, pair) => sum + pair.nextPosition, ofGroups.records),
    bytes: pairs.reduce((sum, pair) => sum + pair.bytesRead, ofGroups.bytes),
  }
}

function sumBySkip(counts: { kind: string; count: number }[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { kind, count } of counts) sums[kind] = (sums[kind] ?? 0) + count
  return sums
}

const MAX_UNFILED = 100

async function describeUnfiled({ parts }: OpenHome): Promise<DoctorReport['unfiled']> {
  const unfiled = await parts.index.listUnfiled().catch((error: unknown) => {
    // In a damaged home the other findings are needed all the more.
    if (isEngineError(error)) return []
    throw error
  })
  const missed = unfiled.filter(({ object }) => readTidy(parts.ledger, object).bin === null)
  const letters = missed.slice(0, MAX_UNFILED).map(({ object, ...how }) => ({
    ...{ ref: findRef(parts, object), object: toHex(object) },
    ...how,
  }))
  return { count: missed.length, letters }
}

/** Null if nothing can be read of the object, which may be why it is not in the index. */
function findRef({ store, inbox, ledger }: OpenHome['parts'], object: Uint8Array): RefText | null {
  try {
    const known = store.findOwn(ledger, object) ?? inbox.find(ledger, object)?.notice
    const found = known ?? store.findKept(ledger, object)
    return found === null || found === undefined ? null : (formatRef(found.ref) as RefText)
  } catch {
    return null
  }
}

/** A rewritten core with an unknown author has a warning, but no entry here. */
function describeRewritten({ parts }: OpenHome): DoctorReport['rewritten'] {
  return listRewrites(parts.ledger).flatMap(({ core, person, length, fork, at }) =>
    person === null
      ? []
      : [{ person: personId(person), core: toText(core), length, fork, seenAt: isoTime(at) }],
  )
}

function describeClock({ parts }: OpenHome): DoctorReport['clock'] {
  const { trust, now } = parts.clockGuard.status()
  const state = ({ trusted: 'steady', doubted: 'jumped', waiting: 'needs-yes' } as const)[trust]
  return { state, mark: isoTime(now) }
}

function listUnencrypted(keyring: DoctorReport['home']['keyring']): string[] {
  const always = [
    'the keys and sizes of cores (their blocks are sealed)',
    'home.json (how the storage key is kept)',
  ]
  return keyring === 'clear'
    ? ['everything in this home: its storage key lies in clear, set a passphrase', ...always]
    : always
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const info = await stat(path)
    if (!info.isDirectory()) return info.blocks * 512
    const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))))
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
  } catch {
    return null
  }
}
