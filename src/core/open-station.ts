// Opens a station on its home: a home without a person and without an inbox. The second composition
// root, beside engine.ts.
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { accessSchema } from './access/index.ts'
import { House, silentLog, systemClock, toText, type Clock, type Log } from './base/index.ts'
import { EngineError } from './contract/errors.ts'
import { CoreShelf } from './cores/index.ts'
import { diagnosticsSchema } from './diagnostics/index.ts'
import { openHomeLedger, type OpenHomeOptions } from './home-ledger.ts'
import {
  createHome,
  findHome,
  homePaths,
  type HomePaths,
  keepNetwork,
  lockHome,
  unlockHome,
} from './home/index.ts'
import { checkName } from './identity/index.ts'
import {
  checkUdpPort,
  choosesLan,
  createWires,
  type DeviceKeyPair,
  type LanChoice,
  type WireSource,
} from './network/index.ts'
import {
  findSelf,
  Station,
  stationSchema,
  loadSelf,
  type OpenLimits,
  type PostWake,
  type StationOrigins,
} from './station/index.ts'

export interface StationOptions {
  /** The home's folder. */
  home: string
  /** The station's name for itself. Kept until another one is given. */
  name?: string
  /** Nodes of a private DHT, in place of the public one. Kept as by a home of a person. */
  bootstrap?: { host: string; port: number }[]
  lan?: LanChoice
  /** The UDP port, if a router forwards it. Default: any. */
  port?: number
  /** Limit of the blocks of all customers together. Default: none. */
  limitBytes?: number
  /** Where a front serves phones and letters by link for this station. Default: nowhere. */
  origins?: StationOrigins
  /** Posts to push services, which this module does not reach itself. Default: no phone is woken. */
  post?: PostWake
  /** How long a customer must be away before their phones are woken; short in tests. */
  wakePatienceMs?: number
  clock?: Clock
  log?: Log
  /** Replaces the network's wires; for tests. */
  createWires?: (keyPair: DeviceKeyPair, isKnown: (device: Uint8Array) => boolean) => WireSource
  /** The size that each open database preallocates, in bytes; small in tests. */
  writeBufferBytes?: number
  /** How many cores are open at once, and for how long; small in tests. */
  openLimits?: OpenLimits
}

export interface OpenStation {
  readonly station: Station
  /** Resolves within 10 s, even on a slow disk. */
  close(): Promise<void>
}

/**
 * Readers come as strangers with throw-away keys, and many may share an address. One that shows a
 * key of something that is kept here gets the slot of a reader. One that shows nothing soon leaves.
 */
export const STATION_INBOUND = {
  maxInbound: 1_024,
  burstPerAddress: 256,
  lentMs: 5_000,
  readers: { atMost: 2_048, atMostPerAddress: 512 },
}
const NO_FRONT: StationOrigins = { phones: null, guests: null }
export const STATION_SCHEMAS = [diagnosticsSchema, accessSchema, stationSchema]

/** A home is a folder with one storage key. */
type Unlocked = Pick<OpenHomeOptions, 'paths' | 'storageKey' | 'clock' | 'log'>

/**
 * Opens the station in `home`. Creates it in an empty folder.
 * @throws INVALID for the home of a person, HOME_LOCKED, NEWER_HOME, DAMAGED, NO_SPACE
 */
export async function openStation(options: StationOptions): Promise<OpenStation> {
  const { home, clock = systemClock, log = silentLog } = options
  const house = new House()
  const close = async (): Promise<void> => {
    const { failures } = await house.closing.run(log)
    if (failures.length > 0) throw failures[0]
  }
  const paths = homePaths(home)
  // Before the lock, because a running engine of a person has it.
  if ((await findHome(paths.dir))?.isStation === false) throw ofPerson()
  house.keep('Lock', await lockHome(home))
  try {
    const storageKey = await getStorageKey(paths, clock)
    const bootstrap = await keepNetwork(paths.network, options.bootstrap)
    return {
      station: await openOn({ ...options, bootstrap }, { paths, storageKey, clock, log }, house),
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

async function openOn(options: StationOptions, unlocked: Unlocked, house: House): Promise<Station> {
  const { name, limitBytes = Infinity, origins = NO_FRONT, writeBufferBytes } = options
  const { paths, clock, log } = unlocked
  const ledger = house.keep('Ledger', await openHomeLedger(unlocked, STATION_SCHEMAS))
  const self = await loadSelf(ledger, name === undefined ? undefined : checkName(name))
  // A copy may be opened, because the station writes no core of its own.
  const shelf = await house.open(CoreShelf, { directory: paths.cores, writeBufferBytes, mayBeCopy: true })
  if (shelf.isReadOnly) throw new EngineError('NO_SPACE', 'There is no space left on the disk.')
  if (shelf.isReplacement) log.error('cores-replaced')
  if (options.port !== undefined) await checkUdpPort(options.port)
  const createSource = (isKnown: (device: Uint8Array) => boolean): WireSource =>
    (options.createWires ?? makeWires(options, unlocked))(self.device, isKnown)
  const { openLimits, post = null, wakePatienceMs } = options
  return Station.open(
    {
      ...{ ledger, shelf, self, limitBytes, openLimits, createSource, origins },
      ...{ post, wakePatienceMs, clock, log },
    },
    house,
  )
}

function makeWires(
  { bootstrap, lan, port }: StationOptions,
  { clock, log }: Unlocked,
): NonNullable<StationOptions['createWires']> {
  return (keyPair, isKnown) =>
    createWires({
      ...{ keyPair, bootstrap, port, isKnown, log, clock },
      lan: choosesLan({ lan, bootstrap }),
      isAllowed: () => true,
      ...STATION_INBOUND,
    })
}

async function getStorageKey({ dir }: HomePaths, clock: Clock): Promise<Uint8Array> {
  const home = await findHome(dir)
  if (home === null) return (await createHome(dir, {}, { clock, isStation: true })).storageKey
  return unlockHome(dir, home)
}

function ofPerson(): EngineError {
  return new EngineError('INVALID', 'This is the home of a person, not of a station.')
}

/**
 * Gives a station that was restored from a copy a new device key, because what happened since the
 * copy is forgotten. Customers are invited again, and bring their cores again. Returns the new key.
 * @throws INVALID for the home of a person, NOT_FOUND, HOME_LOCKED, NO_SPACE
 */
export async function recoverStation(
  home: string,
  { clock = systemClock, log = silentLog }: Pick<StationOptions, 'clock' | 'log'> = {},
): Promise<{ station: string; name: string }> {
  const paths = homePaths(home)
  const found = await findHome(paths.dir)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is no station in this folder.')
  if (!found.isStation) throw ofPerson()
  const lock = await lockHome(home)
  try {
    const unlocked = { paths, storageKey: await unlockHome(paths.dir, found), clock, log }
    const name = await readName(unlocked)
    await removeContent(paths)
    const ledger = await openHomeLedger(unlocked, STATION_SCHEMAS)
    const self = await loadSelf(ledger, name).finally(() => ledger.close())
    return { station: toText(self.device.publicKey), name: self.name }
  } finally {
    await lock.close()
  }
}

/** Undefined if the ledger cannot be read. */
async function readName(unlocked: Unlocked): Promise<string | undefined> {
  try {
    const ledger = await openHomeLedger(unlocked, STATION_SCHEMAS)
    const name = findSelf(ledger)?.name
    await ledger.close()
    return name
  } catch {
    return undefined
  }
}

/** Removes the ledger with its logs and mirror, and the cores with their successors. */
async function removeContent({ dir, ledger, cores }: HomePaths): Promise<void> {
  for (const name of await readdir(dir)) {
    const isLedger = name.startsWith(basename(ledger))
    const isCores = name === basename(cores) || name.startsWith(`${basename(cores)}-`)
    if (isLedger || isCores) await rm(join(dirname(ledger), name), { recursive: true, force: true })
  }
}
