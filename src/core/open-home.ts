// An open home: every noun, opened in the order of their ranks, joined by their events, closed in reverse.
// The data's path through all seven words can be read off here; no noun knows one above it.
import { ClockGuard, accessSchema, uptimeMs } from './access/index.ts'
import { archiveSchema, ForeignArchive } from './archive/index.ts'
import { systemClock, toHex, type Clock, type Log } from './base/index.ts'
import {
  Acceptance,
  Acquaintances,
  AddressBook,
  contactsSchema,
  Invites,
  Knocking,
  Knocks,
  NewPair,
} from './contacts/index.ts'
import { coresSchema, CoreShelf, ForeignCores, OwnCores } from './cores/index.ts'
import { BadInput, diagnosticsSchema } from './diagnostics/index.ts'
import { EngineError } from './contract/errors.ts'
import { feedsSchema, PairFeeds } from './feeds/index.ts'
import { Groups, groupsSchema } from './groups/index.ts'
import { Follows, followsSchema, PublicCores, PublicFeed } from './follows/index.ts'
import { Backups, backupSchema } from './backup/index.ts'
import { recoverySchema, Returning, WelcomeBack } from './recovery/index.ts'
import { Albums, albumsSchema } from './albums/index.ts'
import { Files, filesSchema, forgetOwnFile, isSealing } from './files/index.ts'
import { Works } from './handlers/index.ts'
import { findIdentity, identitySchema, type Identity } from './identity/index.ts'
import { Inbox, inboxSchema } from './inbox/index.ts'
import { textOfImported } from './mail/index.ts'
import { openIndex, openLedger, type Ledger, type Reader, type Schema } from './ledger/index.ts'
import {
  announceAgain,
  answerKeyHolders,
  describeLetter,
  Errands,
  isAttachedFor,
  isAttachedForGroup,
  lettersSchema,
  listLetterObjects,
  readLetterText,
  receiveRecord,
  Reference,
  ReleaseDesk,
  tellCard,
  tellNewMembers,
  tellSince,
  TurnTimer,
  watchDamage,
  type LetterParts,
} from './letters/index.ts'
import { createNoWires, networkSchema, Peers, Replicate, type WireSource } from './network/index.ts'
import { Space, spaceSchema } from './space/index.ts'
import { ObjectStore, storeSchema } from './store/index.ts'
import { changeLogSchema, LetterIndex, letterIndexSchema } from './views/index.ts'
import type { HomePaths } from './home/index.ts'

export const LEDGER_SCHEMAS = [
  identitySchema,
  diagnosticsSchema,
  coresSchema,
  storeSchema,
  feedsSchema,
  accessSchema,
  networkSchema,
  changeLogSchema,
  inboxSchema,
  contactsSchema,
  lettersSchema,
  groupsSchema,
  archiveSchema,
  followsSchema,
  filesSchema,
  backupSchema,
  recoverySchema,
  albumsSchema,
  spaceSchema,
]

export interface OpenHomeOptions {
  paths: HomePaths
  storageKey: Uint8Array
  /** Makes the wires of this device; the engine decides which. */
  createWires: (identity: Identity, isAllowed: (device: Uint8Array) => boolean) => WireSource
  clock: Clock
  log: Log
  writeBufferBytes?: number
}

/** The ledger alone: what a home without a person has. */
export function openHomeLedger(
  { paths, storageKey, clock, log }: OpenHomeOptions,
  schemas: readonly Schema[] = LEDGER_SCHEMAS,
): Promise<Ledger> {
  return openLedger({
    path: paths.ledger,
    mirrorPath: paths.ledgerMirror,
    key: storageKey,
    schemas,
    log,
    clock,
  })
}

export class OpenHome {
  readonly parts: LetterParts
  readonly ownCores: OwnCores
  readonly peers: Peers
  readonly invites: Invites
  readonly acceptance: Acceptance
  readonly knocking: Knocking
  readonly knocks: Knocks
  readonly newPair: NewPair
  readonly groups: Groups
  readonly publicFeed: PublicFeed
  readonly follows: Follows
  readonly files: Files
  readonly works: Works
  readonly returning: Returning
  readonly backups: Backups
  readonly albums: Albums
  readonly space: Space
  readonly reference: Reference
  readonly desk: ReleaseDesk
  readonly #closers: (() => Promise<void> | void)[]

  private constructor(made: Omit<OpenHome, 'close' | 'start'>, closers: (() => Promise<void> | void)[]) {
    this.parts = made.parts
    this.ownCores = made.ownCores
    this.peers = made.peers
    this.invites = made.invites
    this.acceptance = made.acceptance
    this.knocking = made.knocking
    this.knocks = made.knocks
    this.newPair = made.newPair
    this.groups = made.groups
    this.publicFeed = made.publicFeed
    this.follows = made.follows
    this.files = made.files
    this.works = made.works
    this.returning = made.returning
    this.backups = made.backups
    this.albums = made.albums
    this.space = made.space
    this.reference = made.reference
    this.desk = made.desk
    this.#closers = closers
  }

  /** @throws NO_PERSON when nobody lives here yet; DAMAGED, NEWER_HOME, NO_SPACE */
  static async open(options: OpenHomeOptions): Promise<OpenHome> {
    const closers: (() => Promise<void> | void)[] = []
    try {
      return await openNouns(options, closers, (made) => new OpenHome(made, closers))
    } catch (error) {
      await closeAll(closers)
      throw error
    }
  }

  /** Dials everyone there is to dial. */
  start(): void {
    const { addressBook, feeds, ledger } = this.parts
    const blocked = new Set(
      addressBook.list().flatMap(({ person, isBlocked }) => (isBlocked ? [toHex(person)] : [])),
    )
    for (const { person, device } of feeds.list(ledger))
      if (!blocked.has(toHex(person))) this.peers.dial(device)
    this.groups.start()
    this.knocking.start()
    this.publicFeed.start()
    this.follows.start()
    this.backups.start()
    this.albums.start().catch((error: unknown) => {
      this.parts.log.warn('albums-not-settled', { message: String(error) })
    })
  }

  close(): Promise<void> {
    return closeAll(this.#closers)
  }
}

/** All of them, whatever one of them says: a database or a lock that stays open would be worse. @throws the first failure */
async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function openNouns<T>(
  options: OpenHomeOptions,
  closers: (() => Promise<void> | void)[],
  build: (made: Omit<OpenHome, 'close' | 'start'>) => T,
): Promise<T> {
  const { paths, storageKey, clock, log } = options
  const ledger = await openHomeLedger(options)
  closers.push(() => ledger.close())
  const index = await LetterIndex.open({
    openFile: async () =>
      (await openIndex({ path: paths.index, key: storageKey, schemas: [letterIndexSchema], log, clock }))
        .index,
    ledger,
    describe: (reader, object) => describeLetter(reader, parts, object),
    readText: (object) => readLetterText(parts, object, textOfImported),
    listAll: listLetterObjects,
  })
  closers.push(() => index.close())
  const identity = findIdentity(ledger)
  if (identity === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')

  const shelf = await CoreShelf.open({ directory: paths.cores, writeBufferBytes: options.writeBufferBytes })
  closers.push(() => shelf.close())
  if (shelf.isBegunAnew) log.error('cores-begun-anew')
  const ownCores = await OwnCores.open({
    ...{ ledger, shelf, device: identity.device, log },
    isUnderWay: (core) => isSealing(ledger, core),
  })
  closers.push(() => ownCores.close())
  const foreignCores = new ForeignCores(shelf, (core) => peers.listenFor(core))
  const badInput = new BadInput(ledger, clock, log)
  closers.push(() => badInput.write())

  const addressBook = new AddressBook(ledger)
  const acquaintances = new Acquaintances(ledger, addressBook)
  const whoIs = (device: Uint8Array): Uint8Array | null =>
    addressBook.isBlocked(device) ? null : (addressBook.whoIs(device) ?? acquaintances.whoIs(device))
  const hadDevice = (reader: Reader, person: Uint8Array, device: Uint8Array): boolean =>
    addressBook.isDeviceOf(reader, person, device) || acquaintances.hadDevice(reader, person, device)
  const feeds: PairFeeds = new PairFeeds({
    ledger,
    ownCores,
    foreignCores,
    device: identity.device,
    clock,
    badInput,
    log,
    receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
  })
  closers.push(() => feeds.close())
  const replicate = new Replicate({
    ledger,
    ownCores,
    foreignCores,
    feeds,
    isKeptFor: (core, person) =>
      store.isKeptFor(ledger, core, person) || isAttachedFor(ledger, store, core, person),
    findOfGroup: (peer, key) => groups.cores.find(peer, key),
    findPublic: (key) => publicCores.find(key),
  })
  const peers: Peers = new Peers({
    // Cores that can only be read can take nothing in, and were not repaired: nobody is met with them.
    source: shelf.isReadOnly
      ? createNoWires()
      : options.createWires(identity, (device) => !addressBook.isBlocked(device)),
    replicate,
    badInput,
    whoIs,
    isBlocked: addressBook.isBlocked,
    clock,
    log,
  })
  closers.push(() => peers.close())

  const elapsedMs = clock === systemClock ? uptimeMs : () => clock.monotonicMs()
  const clockGuard = new ClockGuard({ ledger, clock, log, elapsedMs })
  const store = new ObjectStore({
    ledger,
    ownCores,
    foreignCores,
    hadDevice: (person, device) => hadDevice(ledger, person, device),
    author: { person: identity.person, device: identity.device.publicKey },
  })
  const groups: Groups = new Groups({
    ...{ ledger, identity, clock, log, badInput, ownCores, foreignCores, peers, addressBook, acquaintances },
    pairFeeds: feeds,
    receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
    isKeptForGroup: (core, group) =>
      store.isKeptForGroup(ledger, core, group) || isAttachedForGroup(ledger, store, core, group),
    onMembersChanged: (tx, group, toldSince) => tellNewMembers(tx, parts, group, toldSince),
    onGone: (tx, group) => inbox.closeGroup(tx, group, clock.now()),
  })
  closers.push(() => groups.close())
  const publicCores = new PublicCores({
    ...{ ledger, ownCores, foreignCores },
    hadDevice: (person, device) => hadDevice(ledger, person, device),
  })
  const publicFeed: PublicFeed = new PublicFeed({
    ...{ ledger, ownCores, identity, publicCores, log },
    store: () => store,
    onBegun: () => follows.publish(),
  })
  closers.push(() => publicFeed.close())
  const inbox = new Inbox({
    ledger,
    identity,
    clock,
    replicate,
    isDeviceOf: hadDevice,
    wide: {
      openGroupKey: (reader, object, grant, group) => groups.audience.openKey(reader, object, grant, group),
      allowGroupCore: (tx, group, core) => groups.cores.allow(tx, group, core, false),
      allowPublicCore: (tx, { core, person, device }) => publicCores.allowForeign(tx, core, person, device),
    },
  })
  const parts: LetterParts = {
    ledger,
    identity,
    clock,
    clockGuard,
    store,
    foreignCores,
    feeds,
    replicate,
    peers,
    groups: groups.audience,
    publicFeed,
    followed: {
      receiveArchive: (tx, source, archive) => follows.receiveArchive(tx, source, archive),
      receivePost: (tx, source, notice) => follows.receivePost(tx, source, notice),
      fileSeen: (object) => follows.fileSeen(object),
    },
    addressBook,
    acquaintances,
    whoIs,
    hadDevice,
    inbox,
    index,
    badInput,
    log,
  }
  const follows: Follows = new Follows({
    letters: parts,
    publicFeed,
    publicCores,
    foreignArchive: new ForeignArchive({ foreignCores, clock, badInput }),
    reader: {
      ...{ ledger, foreignCores, clock, badInput, log },
      receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
    },
  })
  closers.push(() => follows.close())
  const newPair = new NewPair({
    addressBook,
    feeds,
    peers,
    clock,
    log,
    onNewFeed: (tx, person) => {
      tellCard(tx, parts, person)
      announceAgain(tx, parts, person)
    },
    onNewDevice: (tx, person, since) => tellSince(tx, parts, person, since),
  })
  const contactParts = { ledger, identity, clock, peers, addressBook, feeds, newPair, badInput, log }
  const invites = new Invites(contactParts)
  const acceptance = new Acceptance(contactParts)
  const knocking = new Knocking(contactParts)
  const knocks = new Knocks(contactParts)
  const desk = new ReleaseDesk(parts, peers)
  answerKeyHolders(parts, peers)
  const reference = new Reference(parts)
  const backups = new Backups(
    { ledger, identity, ownCores, foreignCores, clock, device: identity.device.publicKey },
    log,
  )
  closers.push(() => backups.close())
  const returning = new Returning(parts)
  closers.push(() => returning.close())
  new WelcomeBack({
    ...{ ledger, identity, feeds, addressBook, newPair, peers },
    onReturned(person) {
      const contact = addressBook.find(ledger, person)
      if (contact === null) return
      groups.ownership
        .letInAgain(contact)
        .catch((error: unknown) => log.warn('not-let-in-again', { message: String(error) }))
    },
  }).listen()
  const space: Space = new Space({
    ...{ letters: parts, ownCores, shelf },
    forgetFile: forgetOwnFile,
    isListed: (object) => files.findEntry(object) !== null,
    albums: {
      forget: (tx, album) => albums.forget(tx, album),
      alone: (act) => albums.alone(act),
    },
  })
  closers.push(() => space.close())
  const files: Files = new Files(parts, ownCores, space.room)
  closers.push(() => files.close())
  const works = new Works()
  closers.push(() => works.close())
  const albums = new Albums({ letters: parts, reference, withoutPlace: files.linkWithoutPlace })
  if (!ledger.isDamaged) {
    await returning.begin()
    const settleDamage = await watchDamage(parts, ownCores, peers)
    const errands = new Errands(parts, desk)
    closers.push(() => errands.close())
    const turns = new TurnTimer(parts)
    closers.push(() => turns.close())
    for (const { person } of feeds.list(ledger)) {
      // On a full disk a feed may not open now; it is tried again when its person's device connects.
      await feeds
        .open(person)
        .catch((error: unknown) => log.warn('feed-not-opened', { message: String(error) }))
    }
    await space.start()
    // A feed that froze while it was opened is succeeded before anybody can write.
    await settleDamage()
  }
  return build({
    parts,
    ownCores,
    peers,
    invites,
    acceptance,
    knocking,
    knocks,
    newPair,
    groups,
    publicFeed,
    follows,
    files,
    works,
    returning,
    backups,
    albums,
    space,
    reference,
    desk,
  })
}
