// The state of a home: empty, locked, open or failed. Opens and closes the nouns, and gives the
// open home to the handlers.
import { statfs } from 'node:fs/promises'
import { isWithin, Mutex, silentLog, systemClock, type Clock, type Log } from './base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from './contract/errors.ts'
import type { RecoveryProgress, RecoveryReport } from './contract/index.ts'
import { LogRing } from './diagnostics/index.ts'
import { EventPublisher } from './event-publisher.ts'
import { ReceivedFile } from './received-file.ts'
import {
  changePassphrase,
  createHome,
  findHome,
  homePaths,
  keepNetwork,
  leaveKeyToHost,
  unlockHome,
  type HomeFile,
  type HomeLock,
  type HomePaths,
} from './home/index.ts'
import { createIdentity, findIdentity, openPersonRoot, type Identity } from './identity/index.ts'
import { FarLinksOfHome } from './keepers/index.ts'
import { choosesLan, createNoWires, createWires, type LanChoice, type WireSource } from './network/index.ts'
import { LEDGER_SCHEMAS, openHomeLedger, type OpenHomeOptions } from './home-ledger.ts'
import { openHome, type OpenHome } from './open-home.ts'
import { recoverHome, type BroughtAlong } from './recovery/index.ts'
import { wipe } from './seal/index.ts'

export interface EngineOptions {
  /** The home's folder. */
  home: string
  passphrase?: string
  /** The 32-byte key that the host keeps for this home. */
  storageKey?: Uint8Array
  /**
   * Nodes of a private DHT, in place of the public one. The home keeps them for later starts. An empty
   * list: the public one again.
   */
  bootstrap?: { host: string; port: number }[]
  /** If false, the device dials no one and answers no one. Default true. */
  network?: boolean
  lan?: LanChoice
  log?: Log
  clock?: Clock
  /** Replaces the network's wires; for tests. */
  createWires?: OpenHomeOptions['createWires']
  /** The size that each open database preallocates, in bytes; small in tests. */
  writeBufferBytes?: number
  /** Times of the work with stations; short in tests. */
  stationPace?: OpenHomeOptions['stationPace']
  /** Replace the network to mail servers; for tests. */
  openMailServer?: OpenHomeOptions['openMailServer']
  openSubmission?: OpenHomeOptions['openSubmission']
  askMailServers?: OpenHomeOptions['askMailServers']
  publicNetwork?: OpenHomeOptions['publicNetwork']
  mailOauth?: OpenHomeOptions['mailOauth']
  mailSender?: OpenHomeOptions['mailSender']
}

const LOOK_FOR_SPACE_EVERY_MS = 5_000
const TELL_EVERY_MS = 250
const SPACE_TO_OPEN_BYTES = 4 << 20
/** Longer than the closing of all nouns may take. */
const CLOSE_WITHIN_MS = 9500

/** The current state of the home. Handlers take the open home from here, or get an error. */
export class HomeState {
  readonly paths: HomePaths
  readonly events: EventPublisher
  readonly hasNetwork: boolean
  readonly received: ReceivedFile
  /** The links of phones, whichever home is open. */
  readonly far = new FarLinksOfHome()
  /** Receives every log line of the engine. */
  readonly log: LogRing
  /** The progress of a running recovery; null if none runs. */
  recovery: RecoveryProgress | null = null
  readonly #options: EngineOptions
  readonly #lock: HomeLock
  readonly #turn = new Mutex()
  #file: HomeFile | null = null
  #storageKey: Uint8Array | null = null
  #home: OpenHome | null = null
  /** Undefined on the public network. */
  #network: EngineOptions['bootstrap']
  #toldAt = 0
  /** The error for which a home with a person is not open. */
  #failure: Error | null = null
  #spaceTimer: NodeJS.Timeout | null = null
  /** Work that was still running when a close timed out. */
  readonly #late: Promise<void>[] = []

  constructor(options: EngineOptions, lock: HomeLock) {
    this.#options = options
    this.#lock = lock
    this.paths = homePaths(options.home)
    this.received = new ReceivedFile(this.paths.dir)
    this.hasNetwork = options.network ?? true
    this.log = new LogRing(options.log ?? silentLog, options.clock ?? systemClock)
    this.events = new EventPublisher()
  }

  get file(): HomeFile | null {
    return this.#file
  }

  get isOpen(): boolean {
    return this.#home !== null
  }

  get isLocked(): boolean {
    return this.#file !== null && this.#storageKey === null
  }

  /** Returns why an unlocked home with a person is not open; otherwise null. */
  get problem(): ErrorCode | null {
    if (this.#failure === null) return null
    return isEngineError(this.#failure) ? this.#failure.code : 'INTERNAL'
  }

  /** @throws NO_PERSON, LOCKED, or the error with which the home failed to open */
  get home(): OpenHome {
    if (this.#home !== null) return this.#home
    if (this.#failure !== null) throw this.#failure
    if (this.isLocked) throw new EngineError('LOCKED', 'This home is locked.')
    throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')
  }

  /** Opens the home if the given secrets suffice. A locked or empty home stays as it is. */
  async openIfPossible(): Promise<void> {
    this.#file = await findHome(this.paths.dir)
    if (this.#file === null) return
    if (this.#file.isStation)
      throw new EngineError('INVALID', 'This is the home of a station. It has no person.')
    const { passphrase, storageKey } = this.#options
    const isLocked = { clear: false, passphrase: passphrase === undefined, host: storageKey === undefined }
    if (isLocked[this.#file.keyring.kind]) return
    await this.#unlock({ passphrase, storageKey })
  }

  /** @throws NO_PERSON in an empty home, BAD_PASSPHRASE */
  unlock(passphrase: string): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#home !== null) return
      if (this.#file === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')
      await this.#unlock({ passphrase })
      this.events.publish({ type: 'home-changed' })
    })
  }

  /** Tries again to open a home that failed to open. Any other home stays as it is. */
  retry(): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#home !== null || this.#failure === null) return
      // The caller reads the result from the state of the home.
      await this.#openNouns().catch(() => undefined)
      this.events.publish({ type: 'home-changed' })
    })
  }

  /** @throws NO_PERSON, BAD_PASSPHRASE */
  async checkPassphrase(passphrase: string): Promise<void> {
    if (this.#file === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')
    wipe(await unlockHome(this.paths.dir, this.#file, { passphrase }))
  }

  async #unlock(secrets: { passphrase?: string; storageKey?: Uint8Array }): Promise<void> {
    this.#storageKey = await unlockHome(this.paths.dir, this.#file!, secrets)
    await this.#openNouns()
  }

  /**
   * A home without a person (after a crash between the two steps) counts as empty. If the home
   * fails to open, keeps the error for `problem`.
   */
  async #openNouns(): Promise<void> {
    try {
      this.#network = await keepNetwork(this.paths.network, this.#options.bootstrap)
      this.#home = await openHome(this.#openOptions(), (ended) => this.#late.push(ended))
    } catch (error) {
      if (isEngineError(error, 'NO_PERSON')) return
      throw this.#failToOpen(error)
    }
    this.#failure = null
    this.events.attach(this.#home)
    this.far.attach(this.#home.stations.far)
    this.#home.start()
    if (this.#home.ownCores.isReadOnly) this.#openAgainLater()
  }

  /** On a full disk the home opens with read-only cores. Open it again when there is space. */
  #openAgainLater(): void {
    if (this.#spaceTimer !== null) clearTimeout(this.#spaceTimer)
    const openAgain = (): void => {
      this.#turn
        .run(() => this.#openAgain())
        .catch((error: unknown) => this.log.error('not-opened-again', { message: String(error) }))
    }
    this.#spaceTimer = setTimeout(openAgain, LOOK_FOR_SPACE_EVERY_MS).unref()
  }

  async #openAgain(): Promise<void> {
    const cramped = this.#home
    if (cramped === null && this.#failure === null) return
    const { bavail, bsize } = await statfs(this.paths.dir)
    if (bavail * bsize < SPACE_TO_OPEN_BYTES) return this.#openAgainLater()
    // While the home reopens, a call must not see it as empty, so it gets NO_SPACE.
    this.#failure ??= new EngineError('NO_SPACE', 'The home is being opened again, now that there is space.')
    this.#home = null
    await cramped?.close()
    try {
      await this.#openNouns()
    } finally {
      this.events.publish({ type: 'home-changed' })
    }
  }

  #failToOpen(error: unknown): Error {
    this.#failure = error instanceof Error ? error : new EngineError('INTERNAL', String(error))
    // Retry if the disk was full; databases report a full disk without a code. Any other failure
    // needs `retry`.
    if (!isEngineError(error) || error.code === 'NO_SPACE') this.#openAgainLater()
    return this.#failure
  }

  #openOptions(): OpenHomeOptions {
    const { clock = systemClock, writeBufferBytes, stationPace, createWires: make } = this.#options
    const { openMailServer, openSubmission, askMailServers, publicNetwork, mailOauth, mailSender } =
      this.#options
    const makeWires = make ?? ((identity, isAllowed) => this.#makeWires(identity, isAllowed))
    return {
      paths: this.paths,
      storageKey: this.#storageKey!,
      createWires: makeWires,
      clock,
      log: this.log,
      writeBufferBytes,
      ...{
        stationPace,
        openMailServer,
        openSubmission,
        askMailServers,
        publicNetwork,
        mailOauth,
        mailSender,
      },
    }
  }

  #makeWires(identity: Identity, isAllowed: (device: Uint8Array) => boolean): WireSource {
    if (!this.hasNetwork) return createNoWires()
    const { lan, clock = systemClock } = this.#options
    const bootstrap = this.#network
    const shared = { bootstrap, isAllowed, log: this.log, clock }
    return createWires({ ...shared, keyPair: identity.device, lan: choosesLan({ lan, bootstrap }) })
  }

  /**
   * Creates a person in an empty home and opens it.
   * @throws HOME_EXISTS, INVALID, NO_SPACE
   */
  create(name: string, passphrase: string | undefined): Promise<{ identity: Identity; words: string[] }> {
    return this.#turn.run(async () => {
      this.#refuseTaken()
      const { clock = systemClock } = this.#options
      await this.#prepareHome(passphrase)
      const words = await this.#createPerson(name, clock.now())
      await this.#openNouns()
      this.events.publish({ type: 'home-changed' })
      return { identity: this.home.parts.identity, words }
    })
  }

  /**
   * Recovers a person into an empty home from their words and, if given, a backup.
   * @throws HOME_EXISTS, INVALID, NOT_FOUND, BAD_PASSPHRASE (the words of another person),
   * BACKUP_LOCKED, BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME, NO_SPACE
   */
  recover(
    words: string[],
    { passphrase, ...brought }: BroughtAlong & { passphrase?: string },
  ): Promise<RecoveryReport> {
    return this.#turn.run(async () => {
      this.#refuseTaken()
      const root = await openPersonRoot(words)
      try {
        await this.#prepareHome(passphrase)
        await this.#refusePerson()
        const { clock, writeBufferBytes } = this.#options
        const report = await recoverHome(root, brought, {
          ...{ paths: this.paths, schemas: LEDGER_SCHEMAS, clock, writeBufferBytes },
          openLedger: (schemas) => openHomeLedger(this.#openOptions(), schemas),
          onProgress: (progress) => this.#publishRecovery(progress),
        })
        await this.#openNouns()
        return report
      } finally {
        root.wipe()
        this.#publishRecovery(null)
      }
    })
  }

  #publishRecovery(progress: RecoveryProgress | null): void {
    const { clock = systemClock } = this.#options
    const isOften =
      progress !== null &&
      progress.step === this.recovery?.step &&
      clock.monotonicMs() - this.#toldAt < TELL_EVERY_MS
    this.recovery = progress
    if (isOften) return
    this.#toldAt = clock.monotonicMs()
    this.events.publish({ type: 'home-changed' })
  }

  #refuseTaken(): void {
    if (this.#home !== null || this.isLocked || this.#failure !== null)
      throw new EngineError('HOME_EXISTS', 'There is a person in this home already.')
  }

  /** Also protects a damaged home, because it throws before anything of the home is deleted. */
  async #refusePerson(): Promise<void> {
    const ledger = await openHomeLedger(this.#openOptions())
    try {
      if (findIdentity(ledger) !== null)
        throw new EngineError('HOME_EXISTS', 'There is a person in this home already.')
    } finally {
      await ledger.close()
    }
  }

  async #prepareHome(passphrase: string | undefined): Promise<void> {
    if (this.#file !== null) return
    const { clock = systemClock, storageKey } = this.#options
    const created = await createHome(this.paths.dir, { passphrase, storageKey }, { clock })
    this.#file = created.home
    this.#storageKey = created.storageKey
  }

  async #createPerson(name: string, now: number): Promise<string[]> {
    const ledger = await openHomeLedger(this.#openOptions())
    try {
      if (findIdentity(ledger) !== null)
        throw new EngineError('HOME_EXISTS', 'There is a person in this home already.')
      return (await createIdentity(ledger, name, now)).words
    } finally {
      await ledger.close()
    }
  }

  /** From now on the storage key is wrapped by `passphrase`. */
  setPassphrase(passphrase: string): Promise<void> {
    return this.#changeKeyring((storageKey) => changePassphrase(this.paths.dir, { storageKey, passphrase }))
  }

  leaveKeyToHost(): Promise<void> {
    return this.#changeKeyring((storageKey) => leaveKeyToHost(this.paths.dir, storageKey))
  }

  #changeKeyring(change: (storageKey: Uint8Array) => Promise<HomeFile>): Promise<void> {
    return this.#turn.run(async () => {
      this.#file = await change(this.#getKey())
      this.events.publish({ type: 'home-changed' })
    })
  }

  copyKey(): Promise<Uint8Array> {
    return this.#turn.run(async () => Uint8Array.from(this.#getKey()))
  }

  #getKey(): Uint8Array {
    if (this.#file === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')
    if (this.#storageKey === null) throw new EngineError('LOCKED', 'This home is locked.')
    return this.#storageKey
  }

  /**
   * Resolves even if another operation, such as a recovery, holds the mutex for too long. That
   * operation then ends with the process.
   */
  async close(): Promise<void> {
    const closing = this.#turn.run(() => this.#close())
    closing.catch(() => undefined)
    if (await isWithin(closing, CLOSE_WITHIN_MS)) return
    this.log.error('home-not-closed-in-time')
  }

  async #close(): Promise<void> {
    if (this.#spaceTimer !== null) clearTimeout(this.#spaceTimer)
    this.events.close()
    try {
      await this.#home?.close()
    } finally {
      this.#home = null
      await this.received.clear()
      if (this.#storageKey !== null) wipe(this.#storageKey)
      await this.#releaseLock()
    }
  }

  /** No other process may open the home while one of its writes is still running. */
  async #releaseLock(): Promise<void> {
    if (this.#late.length === 0) return this.#lock.close()
    void Promise.all(this.#late)
      .then(() => this.#lock.close())
      .catch((error: unknown) => this.log.error('lock-not-released', { message: String(error) }))
  }
}
