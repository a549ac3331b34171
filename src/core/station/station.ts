// A station in operation: its nouns, connected, and what its operator may ask.
import { ClockGuard, uptimeMs } from '../access/index.ts'
import { silentLog, systemClock, toText, type Clock, type House, type Log } from '../base/index.ts'
import type { StationCustomer, StationHealth, StationPhones } from '../contract/index.ts'
import { ForeignCores, type CoreShelf } from '../cores/index.ts'
import { stationNumber } from '../station-records/index.ts'
import { BadInput } from '../diagnostics/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { Peers, type WireSource } from '../network/index.ts'
import { Accounts, findAccountOfDevice, findGateLimits } from './accounts.ts'
import { Budget } from './budget.ts'
import { StationGiver } from './core-giver.ts'
import { Egress } from './egress.ts'
import { openCustomerDoors, usageOf, type DoorParts, type StationOrigins } from './customer-doors.ts'
import { openFarDoors } from './far-doors.ts'
import { FarRoutes } from './far-routes.ts'
import { Fetcher } from './fetcher.ts'
import { openGateDoors } from './gate-doors.ts'
import { Gates } from './station-gates.ts'
import { GrowthNews } from './growth.ts'
import { HeadExchange } from './head-exchange.ts'
import { examine } from './health.ts'
import { StationInvites, type InviteOptions, type StationInvite } from './station-invites.ts'
import { KeptCores } from './kept-cores.ts'
import type { OpenLimits } from './open-cores.ts'
import { openLeavingDoors, removeDue } from './leaving-doors.ts'
import { PassedOn } from './passed-on.ts'
import { PublicCustomers } from './public-customers.ts'
import type { StationSelf } from './station-self.ts'
import { WaitingRemovals } from './waiting-removals.ts'
import { openWakeDoors } from './wake-doors.ts'
import { Wakes, type PostWake } from './wakes.ts'

interface Options {
  ledger: Ledger
  shelf: CoreShelf
  self: StationSelf
  limitBytes: number
  openLimits?: OpenLimits
  createSource: (isKnown: (device: Uint8Array) => boolean) => WireSource
  origins: StationOrigins
  /** Posts to push services, so that phones hear of letters. Null: it wakes nobody. */
  post: PostWake | null
  wakePatienceMs?: number
  clock: Clock
  log: Log
}

interface Nouns extends Pick<
  DoorParts,
  'removals' | 'egress' | 'keptCores' | 'accounts' | 'budget' | 'badInput' | 'peers' | 'gates' | 'origins'
> {
  invites: StationInvites
  clockGuard: ClockGuard
  far: FarRoutes
  wakes: Wakes
}

/** Hypercore stops listening on a wire over which came what it could not store. */
const RECONNECT_MS = 5_000
const LOOK_EVERY_MS = 50
const SWEEP_EVERY_MS = 60_000

export class Station {
  readonly #options: Options
  readonly #nouns: Nouns
  readonly #startedAtMs: number

  private constructor(options: Options, nouns: Nouns) {
    this.#options = options
    this.#nouns = nouns
    this.#startedAtMs = options.clock.monotonicMs()
  }

  /** Each noun is in `house` as soon as it is open. */
  static async open(options: Options, house: House): Promise<Station> {
    const { ledger, shelf, self, origins, clock, log } = options
    // Its log lines would name devices. `doctor` has the counts.
    const badInput = new BadInput(ledger, clock, silentLog)
    const station = self.device.publicKey
    house.closing.add('bad-input', () => badInput.write())
    const budget = new Budget(options.limitBytes)
    const invites = new StationInvites(ledger, self, clock)
    const accounts = new Accounts({
      ...{ ledger, station, invites, clock },
      hasRoom: () => !budget.isFull,
    })
    const elapsedMs = clock === systemClock ? uptimeMs : () => clock.monotonicMs()
    const clockGuard = new ClockGuard({ ledger, clock, log, elapsedMs })
    const gates = new Gates({
      ...{ ledger, station: self.device, clock },
      readTime: () => clockGuard.read(),
      findAccount: findAccountOfDevice,
      limitsOf: findGateLimits,
    })
    const foreignCores = new ForeignCores(shelf, (core) => peers.listenFor(core))
    const keptCores = await house.open(KeptCores, {
      ...{ ledger, shelf, foreignCores, budget, clock, log },
      openLimits: options.openLimits,
      detach: (core) => peers.detach(core),
      onSent: ({ holders }, device, bytes) => egress.count([...holders.values()], device, bytes),
    })
    const egress = house.add(Egress, { ledger, accounts, clock, onSpent: () => setImmediate(endRefused) })
    const far = house.add(FarRoutes, accounts, egress)
    const giver = new StationGiver({ accounts, keptCores, egress, onGiven: (kept) => fetcher.refetch(kept) })
    const whoIs = (device: Uint8Array): Uint8Array | null => accounts.findByDevice(device)?.person ?? null
    const peers: Peers = house.add(Peers, {
      ...{ replicate: giver, badInput, whoIs, clock, log },
      isBlocked: () => false,
      isKeeper: (device) => heads.isCoKeeper(device),
      source: options.createSource((device) => whoIs(device) !== null || heads.isCoKeeper(device)),
    })
    /** Readers get the rest elsewhere, or an answer why they do not get it. */
    const endRefused = (): void => {
      for (const kept of keptCores.listOpen())
        for (const peer of peers.list())
          if (peer.hasAttached(kept.key) && !giver.mayHave(kept, peer)) peer.detach(kept.core)
      far.endSpent()
    }
    const { post, wakePatienceMs: patienceMs } = options
    const wakes = house.add(Wakes, { ledger, accounts, peers, clock, log, post, patienceMs })
    const growth = house.add(GrowthNews, peers, accounts, wakes)
    const fetcher: Fetcher = house.add(Fetcher, {
      ...{ shelf, foreignCores, keptCores, accounts, budget, clock, log },
      onStored: (kept) => growth.queue(kept),
    })
    const passedOn = new PassedOn(ledger, clock, findGateLimits, self.device.publicKey)
    const removals = new WaitingRemovals(ledger, clock)
    const heads: HeadExchange = house.add(HeadExchange, {
      ledger,
      gates,
      passedOn,
      peers,
      badInput,
      clock,
      log,
    })
    const publicCustomers = house.add(PublicCustomers, ledger, peers)
    const doors = {
      ...{ ledger, shelf, peers, accounts, keptCores, fetcher, budget, egress, gates, heads },
      ...{ passedOn, station, publicCustomers, removals, badInput, origins, wakes },
    }
    openCustomerDoors(doors)
    openGateDoors(doors)
    openLeavingDoors(doors)
    openFarDoors(doors, far)
    openWakeDoors(doors, wakes)
    house.start(log)
    const sweepAll = async (): Promise<void> => {
      await sweep(gates, passedOn, log)
      if (clockGuard.status().trust === 'trusted') await removeAllDue(doors, log)
    }
    let swept = sweepAll()
    const sweeping = setInterval(() => {
      swept = swept.then(sweepAll)
    }, SWEEP_EVERY_MS).unref()
    house.closing.add('sweeping', () => {
      clearInterval(sweeping)
      return swept
    })
    foreignCores.events.on('grown', ({ core }) => {
      void keptCores.findOpen(core).then((kept) => {
        if (kept === null) return
        giver.review(kept)
        fetcher.fetch(kept)
      })
    })
    foreignCores.events.on('unstored', ({ device }) => {
      setTimeout(() => peers.find(device)?.close(), RECONNECT_MS).unref()
    })
    return new Station(options, {
      ...{ keptCores, invites, accounts, budget, egress, removals, badInput, peers, gates, clockGuard },
      ...{ far, origins, wakes },
    })
  }

  get device(): Uint8Array {
    return this.#options.self.device.publicKey
  }

  get id(): string {
    return toText(this.device)
  }

  /** Twelve digits of the key, which a customer compares. */
  get number(): string {
    return stationNumber(this.device)
  }

  get name(): string {
    return this.#options.self.name
  }

  get isOnline(): boolean {
    return this.#nouns.peers.describe().some(({ isOnline }) => isOnline)
  }

  /** The routes of customers, on which phones come. */
  get far(): FarRoutes {
    return this.#nouns.far
  }

  /** What phones do by way of this station. */
  phones(): StationPhones {
    const { wakes, posted } = this.#nouns.wakes.counts()
    return { ...this.#nouns.far.counts(), wakes, posted }
  }

  /** Resolves when the network answers, or after `withinMs`. */
  async whenOnline(withinMs: number): Promise<void> {
    for (let waitedMs = 0; !this.isOnline && waitedMs < withinMs; waitedMs += LOOK_EVERY_MS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }

  invite(options?: InviteOptions): Promise<StationInvite> {
    return this.#nouns.invites.create(options)
  }

  customers(): StationCustomer[] {
    const { accounts, ...parts } = this.#nouns
    return accounts.list().map((account) => {
      const { bytes, cores, gates, remembered, egress, limits } = usageOf(parts, account)
      const { isFenced: fenced } = parts.gates.counts(account.account)
      const egressLimit = limits.egressPerDay
      return {
        ...{ account: toText(account.account), bytes, limitBytes: limits.bytes, cores, gates, remembered },
        ...{ egress, egressLimit, fenced },
      }
    })
  }

  doctor(): Promise<StationHealth> {
    return examine({ ...this.#options, ...this.#nouns, startedAtMs: this.#startedAtMs })
  }
}

async function removeAllDue(doors: DoorParts, log: Log): Promise<void> {
  try {
    await removeDue(doors)
  } catch (error) {
    log.warn('not-removed', { message: String(error) })
  }
}

/** Ends leases and expiries that are past, and forgets what is old. */
async function sweep(gates: Gates, passedOn: PassedOn, log: Log): Promise<void> {
  try {
    await gates.sweep()
    await passedOn.forgetOld()
  } catch (error) {
    log.warn('gates-not-swept', { message: String(error) })
  }
}
