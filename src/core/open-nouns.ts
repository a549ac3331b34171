// Opens every noun in rank order and connects them by their events. No noun knows one of a higher
// rank.
// The order of this file follows a message through all seven steps.
import { ClockGuard, loadAudiences, uptimeMs } from './access/index.ts'
import { isSetInUse } from './gates/index.ts'
import { ForeignArchive } from './archive/index.ts'
import { systemClock, type Closing } from './base/index.ts'
import {
  Acceptance,
  Acquaintances,
  AddressBook,
  Devices,
  InviteDesk,
  Invites,
  Knocking,
  Knocks,
  NewPair,
} from './contacts/index.ts'
import { CoreShelf, ForeignCores, OwnCores } from './cores/index.ts'
import { BadInput } from './diagnostics/index.ts'
import { EngineError } from './contract/errors.ts'
import { PairFeeds } from './feeds/index.ts'
import { Groups } from './groups/index.ts'
import { listMutes, Mutes } from './tidy/index.ts'
import { TalkRecordsDesk, Typing, UrgentSignals } from './talks/index.ts'
import { Follows, PublicCores, PublicFeed } from './follows/index.ts'
import { Backups } from './backup/index.ts'
import { ReturnNotifier, ReturnReceiver, StationReadBack } from './recovery/index.ts'
import { Albums } from './albums/index.ts'
import {
  answerKeyHolders,
  findByWords,
  findTold,
  firstOf,
  readObjectText,
  receiveRecord,
  resealForCard,
  barBlocked,
  admitUnblocked,
  withdrawFromForgotten,
  Reference,
  ReleaseDesk,
  beginFeed,
  announceToNewMembers,
  repeatSince,
  changeMyselfBy,
} from './delivery/index.ts'
import { beginWork } from './begin-work.ts'
import type { LetterParts } from './letters/index.ts'
import { Files, forgetOwnFile, isSealing } from './files/index.ts'
import { Jobs } from './jobs.ts'
import { openHomeLedger, type OpenHomeOptions } from './home-ledger.ts'
import { findIdentity } from './identity/index.ts'
import { Inbox } from './inbox/index.ts'
import { PACE, Stations } from './keepers/index.ts'
import { fromWhom, isPlainText, textOfImported } from './mail/index.ts'
import { openIndex, type Rows } from './ledger/index.ts'
import { News } from './news/index.ts'
import { createNoWires, FeedCarrier, Peers, Replicate, Whereabouts } from './network/index.ts'
import { ReminderTimer } from './reminders/index.ts'
import { Rules } from './rules/index.ts'
import { Space } from './space/index.ts'
import { nameFinder } from './name-finder.ts'
import { isForSelf, objectId, ObjectStore } from './store/index.ts'
import { createAudiences, createKinds } from './tables.ts'
import { LetterIndex, letterIndexSchema, parseQuery } from './views/index.ts'

export interface Nouns {
  readonly parts: LetterParts
  readonly ownCores: OwnCores
  readonly peers: Peers
  readonly invites: Invites
  readonly inviteDesk: InviteDesk
  readonly acceptance: Acceptance
  readonly knocking: Knocking
  readonly news: News
  readonly knocks: Knocks
  readonly newPair: NewPair
  readonly groups: Groups
  readonly publicFeed: PublicFeed
  readonly follows: Follows
  readonly files: Files
  readonly jobs: Jobs
  readonly returnNotifier: ReturnNotifier
  readonly backups: Backups
  readonly albums: Albums
  readonly space: Space
  readonly reference: Reference
  readonly desk: ReleaseDesk
  readonly stations: Stations
  readonly typing: Typing
  readonly urgentSignals: UrgentSignals
  readonly mutes: Mutes
  readonly rules: Rules
  readonly reminders: ReminderTimer
}

/**
 * Adds each noun to `closing` as soon as it is open, so that the caller can close it if a later one
 * fails.
 * @throws NO_PERSON if the home has no person yet; DAMAGED, NEWER_HOME, NO_SPACE
 */
export async function openNouns(options: OpenHomeOptions, closing: Closing): Promise<Nouns> {
  const { paths, storageKey, clock, log } = options
  const ledger = await openHomeLedger(options)
  closing.add('ledger', () => ledger.close())
  const index = await LetterIndex.open({
    openFile: async () =>
      (await openIndex({ path: paths.index, key: storageKey, schemas: [letterIndexSchema], log, clock }))
        .index,
    ...{ ledger, log },
    describe: (rows, object) => firstOf(kinds, (kind) => kind.describe?.(rows, object)),
    rowOf: (rows, object) => firstOf(kinds, (kind) => kind.rowOf?.(rows, object)) ?? object,
    readText: (object) =>
      readObjectText(parts, object, {
        toText: (opened, ref) => textOfImported(opened, fromWhom(parts, ref)),
        canCut: isPlainText,
      }),
    listAll: (rows) => Object.values(kinds).flatMap((kind) => kind.listObjects?.(rows) ?? []),
    listMutes: (now) => listMutes(ledger, now),
  })
  closing.add('index', () => index.close())
  closing.add(
    'erasure',
    ledger.eraseWith(() => index.erase()),
  )
  const identity = findIdentity(ledger)
  if (identity === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')

  const shelf = await CoreShelf.open({ directory: paths.cores, writeBufferBytes: options.writeBufferBytes })
  closing.add('shelf', () => shelf.close())
  if (shelf.isReplacement) log.error('cores-replaced')
  const ownCores = await OwnCores.open({
    ...{ ledger, shelf, device: identity.device, log },
    isUnderWay: (core) => isSealing(ledger, core),
  })
  closing.add('own-cores', () => ownCores.close())
  const foreignCores = new ForeignCores(
    shelf,
    (core) => peers.listenFor(core),
    (core) => feeds.findByTheirCore(ledger, core)?.device ?? null,
  )
  const badInput = new BadInput(ledger, clock, log)
  closing.add('bad-input', () => badInput.write())

  const news = new News(ledger, () => clock.now())
  const devices = new Devices(ledger, identity)
  const addressBook = new AddressBook({
    ...{ ledger, devices, clock, news },
    onNewerCard: (tx, { person }) => resealForCard(tx, parts, person),
    onBlocked: (tx, person) => barBlocked(tx, parts, person),
    onUnblocked: (tx, person, since) => admitUnblocked(tx, parts, person, since),
    onForgotten: (tx, person) => withdrawFromForgotten(tx, parts, person),
  })
  const acquaintances = new Acquaintances(addressBook, identity.person)
  const { whoIs } = devices
  const hadDevice = (rows: Rows, person: Uint8Array, device: Uint8Array): boolean =>
    devices.hadDevice(rows, person, device)
  const isBlocked = (rows: Rows, person: Uint8Array): boolean => addressBook.isBlockedPerson(rows, person)
  const feeds: PairFeeds = new PairFeeds({
    ledger,
    isBlocked,
    ownCores,
    foreignCores,
    device: identity.device,
    clock,
    badInput,
    log,
    receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
  })
  closing.add('feeds', () => feeds.close())
  const replicate = new Replicate({
    ledger,
    ownCores,
    foreignCores,
    feeds,
    isKeptFor: (core, person) => store.isKeptFor(ledger, core, person),
    findOfGroup: (peer, key) => groups.cores.find(peer, key),
    findForKeeper: (device, key) => stations.findForKeeper(device, key),
    findPublic: (key) => publicCores.find(key),
  })
  const peers: Peers = new Peers({
    // Read-only cores can store nothing and were not repaired, so open no connections.
    source: shelf.isReadOnly
      ? createNoWires()
      : options.createWires(identity, (device) => !devices.isBlocked(device)),
    replicate,
    badInput,
    whoIs,
    isBlocked: devices.isBlocked,
    isKeeper: (device) => stations.joined.isOwn(device),
    clock,
    log,
  })
  closing.add('peers', () => peers.close())
  devices.events.on('changed', () => peers.recheck())

  const elapsedMs = clock === systemClock ? uptimeMs : () => clock.monotonicMs()
  const clockGuard = new ClockGuard({ ledger, clock, log, elapsedMs })
  const store = new ObjectStore({
    ledger,
    ownCores,
    foreignCores,
    hadDevice: (person, device) => hadDevice(ledger, person, device),
    findByWords: (ref) => findByWords(parts, objectId(ref))?.block ?? null,
    findTold: (rows, object) => findTold(parts, rows, object),
    author: { person: identity.person, device: identity.device.publicKey },
  })
  const groups: Groups = new Groups({
    ...{ ledger, identity, clock, log, badInput, ownCores, foreignCores, peers, addressBook, acquaintances },
    news,
    pairFeeds: feeds,
    isBlocked,
    receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
    isKeptForGroup: (core, group) => store.isKeptFor(ledger, core, group),
    onMembersChanged: (tx, group, toldSince) => announceToNewMembers(tx, parts, group, toldSince),
    onRemoved: (tx, removals) => stations.noteRemovals(tx, removals),
    onGone: (tx, group) => inbox.closeGroup(tx, group, clock.now()),
  })
  closing.add('groups', () => groups.close())
  const publicCores = new PublicCores({
    ...{ ledger, ownCores, foreignCores },
    hadDevice: (person, device) => hadDevice(ledger, person, device),
  })
  const publicFeed: PublicFeed = new PublicFeed({
    ...{ ledger, ownCores, identity, publicCores, log },
    store: () => store,
    onBegun() {
      follows.offerOwnFeed()
      stations.notePublic()
    },
  })
  closing.add('public-feed', () => publicFeed.close())
  const inbox = new Inbox({
    ledger,
    identity,
    clock,
    badInput,
    isDeviceOf: hadDevice,
    isDeskOf: (rows, person, device) => devices.isDeskOf(rows, person, device),
    audiences: () => audiences,
    note: (tx, object, isNew) => rules.note(tx, object, isNew),
  })
  const stations: Stations = new Stations({
    ...{ ledger, identity, clock, log, ownCores, foreignCores, feeds, peers },
    pace: { ...PACE, ...options.stationPace },
    keepersOf: (rows, person) =>
      isBlocked(rows, person) ? null : (acquaintances.findCard(rows, person)?.keepers ?? null),
    isBlocked,
    devicesOf: (rows, person) => devices.listOf(rows, person),
    changeCard: (choose) => changeMyselfBy(parts, (tx) => ({ keepers: choose(tx) })),
    isSetInUse: (rows, set) => isSetInUse(rows, set, clock.now()),
    isPublishing: (rows) => publicFeed.find(rows) !== null,
    readers: groups.readers,
    listOtherFeeds: (rows) => [...groups.listAwayFeeds(rows), ...follows.listAwayFeeds(rows)],
    keepsKey: (rows, object) => {
      const own = store.findOwn(rows, object)
      return own !== null && isForSelf(own.header.madeFor)
    },
  })
  closing.add('stations', () => stations.close())
  groups.events.on('changed', () => stations.noteMembers())
  addressBook.events.on('changed', (person) => stations.noteContact(person))
  addressBook.events.on('blocked', (person) => stations.noteContact(person))
  addressBook.events.on('unblocked', (person) => stations.noteContact(person))
  const audiences = createAudiences({
    ...{ ledger, identity, store, feeds, replicate, addressBook, groups, publicFeed, publicCores },
    receivePost: (tx, source, notice) => follows.receivePost(tx, source, notice),
  })
  const kinds = createKinds({ ledger, identity, store, inbox, clockGuard, audiences, addressBook, log })
  const parts: LetterParts = {
    kinds,
    ledger,
    identity,
    clock,
    clockGuard,
    store,
    foreignCores,
    feeds,
    replicate,
    peers,
    authorStations: stations.ofAuthors,
    audiences,
    groups: groups.audience,
    talks: new TalkRecordsDesk({ store, inbox }),
    followed: {
      receiveArchive: (tx, source, archive) => follows.receiveArchive(tx, source, archive),
      fileListed: (ref, waitMs) => follows.archives.fileListed(ref, waitMs),
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
      ...{ ledger, foreignCores, clock, badInput, log, isBlocked },
      receive: (tx, source, record) => receiveRecord(tx, parts, source, record),
    },
  })
  closing.add('follows', () => follows.close())
  const whereabouts = new Whereabouts({ ledger, peers, log })
  closing.add('whereabouts', () => whereabouts.close())
  new FeedCarrier({
    ...{ ownCores, foreignCores, replicate, peers, log },
    listFeedsOf: ({ person, device }) => [
      ...feeds.listOf(ledger, person, device),
      ...groups.feeds.listLatestOf(ledger, device),
    ],
    async takeIn(device, carried) {
      for (const reader of [feeds, groups.feeds, follows]) await reader.takeIn(device, carried)
    },
  })
  const newPair = new NewPair({
    addressBook,
    feeds,
    peers,
    log,
    onNewFeed: (tx, person) => beginFeed(tx, parts, person),
    onNewDevice: (tx, person, since) => repeatSince(tx, parts, person, since),
  })
  const contactParts = { ledger, identity, clock, peers, addressBook, feeds, newPair, news, badInput, log }
  const invites = new Invites(contactParts)
  const inviteDesk = new InviteDesk(contactParts)
  const acceptance = new Acceptance(contactParts)
  const knocking = new Knocking(contactParts)
  const knocks = new Knocks(contactParts)
  closing.add('knocks', () => knocks.close())
  const desk = new ReleaseDesk(parts, peers)
  const urgentSignals = new UrgentSignals({ ledger, inbox, clock, log })
  closing.add('urgent-signals', () => urgentSignals.close())
  const mutes = new Mutes(ledger, clock)
  closing.add('mutes', () => mutes.close())
  const reminders = new ReminderTimer({
    ...{ ledger, clock, log },
    isOut: (rows, object) => loadAudiences(rows, object).some(({ noticedAt }) => noticedAt !== null),
  })
  closing.add('reminders', () => reminders.close())
  const names = nameFinder({ parts, groups })
  const rules: Rules = new Rules(parts, (query) => parseQuery(query, names, parts.clock.now()))
  closing.add('rules', () => rules.close())
  const typing = new Typing({ ledger, peers, isFellow: (group, person) => groups.isFellow(group, person) })
  answerKeyHolders(parts, peers)
  const reference = new Reference(parts)
  const backups = new Backups(
    { ledger, identity, ownCores, foreignCores, clock, device: identity.device.publicKey },
    log,
  )
  closing.add('backups', () => backups.close())
  const returnNotifier = new ReturnNotifier(parts)
  closing.add('returnNotifier', () => returnNotifier.close())
  const stationReadBack = new StationReadBack(parts, stations)
  closing.add('station-read-back', () => stationReadBack.close())
  new ReturnReceiver({
    ...{ ledger, identity, feeds, addressBook, newPair, peers },
    onReturned(person) {
      ledger
        .write((tx) => groups.ownership.renew(tx, person))
        .catch((error: unknown) => log.warn('group-not-renewed', { message: String(error) }))
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
  closing.add('space', () => space.close())
  const files: Files = new Files(parts, ownCores, space.quota)
  closing.add('files', () => files.close())
  const jobs = new Jobs()
  closing.add('jobs', () => jobs.close())
  const albums = new Albums({
    letters: parts,
    reference,
    withoutPlaces: (links, asIs) => files.placeless.ofLinks(links, asIs),
  })
  if (!ledger.isDamaged)
    await beginWork({ parts, ownCores, peers, feeds, returnNotifier, desk, space }, closing)
  return {
    parts,
    ownCores,
    peers,
    invites,
    inviteDesk,
    acceptance,
    knocking,
    knocks,
    news,
    newPair,
    groups,
    publicFeed,
    follows,
    files,
    jobs,
    returnNotifier,
    backups,
    albums,
    space,
    reference,
    desk,
    stations,
    typing,
    urgentSignals,
    mutes,
    rules,
    reminders,
  }
}
