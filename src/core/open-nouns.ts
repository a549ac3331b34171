// Opens every noun in rank order and connects them by their events. No noun knows one of a higher
// rank, and this file names none before it is open.
// The order of this file follows a message through all seven steps.
import {
  AccountAccess,
  Accounts,
  AccountSender,
  askNetwork,
  findOauthClients,
  forgetParts,
  openImapServer,
  openSmtpServer,
  pictureFetcher,
  stopRequester,
} from './accounts/index.ts'
import { ClockGuard, loadAudiences, uptimeMs } from './access/index.ts'
import { isSetInUse } from './gates/index.ts'
import { ForeignArchive } from './public-archive/index.ts'
import { Later, systemClock, toHex, type House } from './base/index.ts'
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
import { findPairByTheirCore, PairFeeds, type ReceiveRecord } from './feeds/index.ts'
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
import { Files, forgetOwnFile, forgetUnlisted, isSealing } from './files/index.ts'
import { Jobs } from './jobs.ts'
import { openHomeLedger, type OpenHomeOptions } from './home-ledger.ts'
import { findIdentity } from './identity/index.ts'
import { Inbox } from './inbox/index.ts'
import { isOwnStation, PACE, Stations } from './keepers/index.ts'
import { fromWhom, isPlainText, textOfImported } from './mail/index.ts'
import { openIndex, type Rows } from './ledger/index.ts'
import { News } from './news/index.ts'
import { Outside } from './outside/index.ts'
import { createNoWires, FeedCarrier, Peers, Replicate, Whereabouts } from './network/index.ts'
import { Phones } from './phones/index.ts'
import { ReminderTimer } from './reminders/index.ts'
import { Rules } from './rules/index.ts'
import { Space } from './space/index.ts'
import { nameFinder } from './name-finder.ts'
import { isForSelf, objectId, ObjectStore } from './store/index.ts'
import { createAudiences, createKinds } from './tables.ts'
import { LetterIndex, letterIndexSchema, parseQuery } from './views/index.ts'

/** What lower nouns ask of higher ones, once all are open. */
interface Above {
  parts: LetterParts
  follows: Follows
  stations: Stations
  rules: Rules
  files: Files
  albums: Albums
}

export type Nouns = Awaited<ReturnType<typeof openNouns>>

/**
 * Each noun is in `house` as soon as it is open, so that the caller can close it if a later one
 * fails.
 * @throws NO_PERSON if the home has no person yet; DAMAGED, NEWER_HOME, NO_SPACE
 */
export async function openNouns(options: OpenHomeOptions, house: House) {
  const { paths, storageKey, clock, log } = options
  const above = new Later<Above>()
  const ledger = house.keep('Ledger', await openHomeLedger(options))
  const index = await house.open(LetterIndex, {
    openFile: async () =>
      (await openIndex({ path: paths.index, key: storageKey, schemas: [letterIndexSchema], log, clock }))
        .index,
    ...{ ledger, log },
    describe: (rows, object) => firstOf(above.now.parts.kinds, (kind) => kind.describe?.(rows, object)),
    rowOf: (rows, object) => firstOf(above.now.parts.kinds, (kind) => kind.rowOf?.(rows, object)) ?? object,
    readText: (object) =>
      readObjectText(above.now.parts, object, {
        toText: (opened, ref) => textOfImported(opened, fromWhom(above.now.parts, ref)),
        canCut: isPlainText,
      }),
    listAll: (rows) => Object.values(above.now.parts.kinds).flatMap((kind) => kind.listObjects?.(rows) ?? []),
    listMutes: (now) => listMutes(ledger, now),
  })
  house.closing.add(
    'erasure',
    ledger.eraseWith(() => index.erase()),
  )
  const identity = findIdentity(ledger)
  if (identity === null) throw new EngineError('NO_PERSON', 'Nobody lives in this home yet.')
  const { device } = identity

  const { writeBufferBytes } = options
  const shelf = await house.open(CoreShelf, { directory: paths.cores, writeBufferBytes })
  if (shelf.isReplacement) log.error('cores-replaced')
  const isUnderWay = (core: Uint8Array): boolean => isSealing(ledger, core)
  const ownCores = await house.open(OwnCores, { ledger, shelf, device, log, isUnderWay })
  // From here on nothing waits until all nouns are open, because a wire may connect meanwhile.
  const foreignCores = house.add(
    ForeignCores,
    shelf,
    (core) => above.now.parts.peers.listenFor(core),
    (core) => findPairByTheirCore(ledger, core)?.device ?? null,
  )
  const badInput = new BadInput(ledger, clock, log)
  house.closing.add('bad-input', () => badInput.write())

  const news = house.add(News, ledger, () => clock.now())
  const devices = house.add(Devices, ledger, identity)
  const addressBook = house.add(AddressBook, {
    ...{ ledger, devices, clock, news },
    onNewerCard: (tx, { person }) => resealForCard(tx, above.now.parts, person),
    onBlocked: (tx, person) => barBlocked(tx, above.now.parts, person),
    onUnblocked: (tx, person, since) => admitUnblocked(tx, above.now.parts, person, since),
    onForgotten: (tx, person) => withdrawFromForgotten(tx, above.now.parts, person),
  })
  const acquaintances = house.add(Acquaintances, addressBook, identity.person)
  const { whoIs } = devices
  const hadDevice = (rows: Rows, person: Uint8Array, one: Uint8Array): boolean =>
    devices.hadDevice(rows, person, one)
  const isBlocked = (rows: Rows, person: Uint8Array): boolean => addressBook.isBlockedPerson(rows, person)
  const receive: ReceiveRecord = (tx, source, record) => receiveRecord(tx, above.now.parts, source, record)
  const reading = { ledger, foreignCores, clock, badInput, log, isBlocked, receive }
  const feeds = house.add(PairFeeds, { ...reading, ownCores, device })

  const inbox = house.add(Inbox, {
    ...{ ledger, identity, clock, badInput, isDeviceOf: hadDevice },
    isDeskOf: (rows, person, one) => devices.isDeskOf(rows, person, one),
    audiences: () => above.now.parts.audiences,
    onFiled: (tx, object, isNew) => above.now.rules.queue(tx, object, isNew),
  })
  const writing = {
    ...{ ledger, ownCores, foreignCores },
    hadDevice: (person: Uint8Array, one: Uint8Array) => hadDevice(ledger, person, one),
  }
  const store = house.add(ObjectStore, {
    ...writing,
    findByWords: (ref) => findByWords(above.now.parts, objectId(ref))?.block ?? null,
    findTold: (rows, object) => findTold({ inbox }, rows, object),
    author: { person: identity.person, device: device.publicKey },
  })
  const publicCores = house.add(PublicCores, writing)
  const replicate = house.add(Replicate, {
    ...{ ledger, ownCores, foreignCores, feeds },
    isKeptFor: (core, person) => store.isKeptFor(ledger, core, person),
    findPublic: (key) => publicCores.find(key),
  })
  const peers = house.add(Peers, {
    // Read-only cores can store nothing and were not repaired, so open no connections.
    source: shelf.isReadOnly
      ? createNoWires()
      : options.createWires(identity, (one) => !devices.isBlocked(one)),
    ...{ replicate, badInput, whoIs, clock, log },
    isBlocked: devices.isBlocked,
    isKeeper: (one) => isOwnStation(ledger, one),
  })
  devices.events.on('changed', () => peers.recheck())

  const elapsedMs = clock === systemClock ? uptimeMs : () => clock.monotonicMs()
  const clockGuard = house.add(ClockGuard, { ledger, clock, log, elapsedMs })
  const groups = house.add(Groups, {
    ...{ ...reading, identity, ownCores, peers, addressBook, acquaintances, news, pairFeeds: feeds },
    isKeptForGroup: (core, group) => store.isKeptFor(ledger, core, group),
    onMembersChanged: (tx, group, toldSince) => announceToNewMembers(tx, above.now.parts, group, toldSince),
    onRemoved: (tx, removals) => above.now.stations.queueRemovals(tx, removals),
    onGone: (tx, group) => inbox.closeGroup(tx, group, clock.now()),
  })
  const access = new AccountAccess({
    ...{ ledger, clock },
    openServer: options.openMailServer ?? openImapServer,
    openSubmission: options.openSubmission ?? openSmtpServer,
    oauth: options.mailOauth ?? { clients: findOauthClients(process.env) },
  })
  const mailSender = options.mailSender ?? new AccountSender({ ledger, access })
  const publicFeed = house.add(PublicFeed, { ledger, ownCores, identity, publicCores, log, store })
  const audiences = createAudiences({
    ...{ ledger, identity, store, feeds, replicate, addressBook, groups, publicFeed, publicCores },
    ...{ clock, mailSender },
    receivePost: (tx, source, notice) => above.now.follows.receivePost(tx, source, notice),
  })
  const phones = house.add(Phones, ledger, clock)
  const stations = house.add(Stations, {
    ...{ ledger, identity, clock, log, ownCores, foreignCores, feeds, peers, phones },
    pace: { ...PACE, ...options.stationPace },
    keepersOf: (rows, person) =>
      isBlocked(rows, person) ? null : (acquaintances.findCard(rows, person)?.keepers ?? null),
    isBlocked,
    devicesOf: (rows, person) => devices.listOf(rows, person),
    changeCard: (choose) =>
      changeMyselfBy({ ledger, identity, audiences, clock }, (tx) => ({ keepers: choose(tx) })),
    isSetInUse: (rows, set) => isSetInUse(rows, set, clock.now()),
    isPublishing: (rows) => publicFeed.find(rows) !== null,
    readers: groups.readers,
    listOtherFeeds: (rows) => [...groups.listAwayFeeds(rows), ...above.now.follows.listAwayFeeds(rows)],
    keepsKey: (rows, object) => {
      const own = store.findOwn(rows, object)
      return own !== null && isForSelf(own.header.madeFor)
    },
  })
  groups.events.on('changed', () => stations.refreshRosters())
  for (const event of ['changed', 'blocked', 'unblocked'] as const)
    addressBook.events.on(event, (person) => stations.refreshContact(person))
  replicate.lend(stations, groups.cores)
  const kinds = createKinds({ ledger, identity, store, inbox, clockGuard, audiences, addressBook, log })
  const parts: LetterParts = {
    ...{ kinds, ledger, identity, clock, clockGuard, store, foreignCores, feeds, replicate, peers },
    ...{ audiences, addressBook, acquaintances, whoIs, hadDevice, inbox, index, badInput, log },
    authorStations: stations.ofAuthors,
    groups: groups.audience,
    talks: new TalkRecordsDesk({ store, inbox }),
    followed: {
      receiveArchive: (tx, source, archive) => above.now.follows.receiveArchive(tx, source, archive),
      fileListed: (ref, waitMs) => above.now.follows.archives.fileListed(ref, waitMs),
    },
  }
  const follows = house.add(Follows, {
    ...{ letters: parts, publicFeed, publicCores, reader: reading },
    foreignArchive: new ForeignArchive({ foreignCores, clock, badInput }),
  })
  publicFeed.events.on('begun', () => {
    follows.offerOwnFeed()
    stations.announceFeed()
  })
  house.add(Whereabouts, { ledger, peers, log })
  house.add(FeedCarrier, {
    ...{ ownCores, foreignCores, replicate, peers, log },
    listFeedsOf: ({ person, device: one }) => [
      ...feeds.listOf(ledger, person, one),
      ...groups.feeds.listLatestOf(ledger, one),
    ],
    async acceptCarried(one, carried) {
      for (const reader of [feeds, groups.feeds, follows]) await reader.acceptCarried(one, carried)
    },
  })
  const newPair = house.add(NewPair, {
    ...{ addressBook, feeds, peers, log },
    onNewFeed: (tx, person) => beginFeed(tx, parts, person),
    onNewDevice: (tx, person, since) => repeatSince(tx, parts, person, since),
  })
  const contactParts = { ledger, identity, clock, peers, addressBook, feeds, newPair, news, badInput, log }
  const invites = house.add(Invites, contactParts)
  const inviteDesk = house.add(InviteDesk, contactParts)
  const acceptance = house.add(Acceptance, contactParts)
  const knocking = house.add(Knocking, contactParts)
  const knocks = house.add(Knocks, contactParts)
  const desk = house.add(ReleaseDesk, parts, peers)
  const urgentSignals = house.add(UrgentSignals, { ledger, inbox, clock, log })
  const mutes = house.add(Mutes, ledger, clock, log)
  const reminders = house.add(ReminderTimer, {
    ...{ ledger, clock, log },
    isOut: (rows, object) => loadAudiences(rows, object).some(({ noticedAt }) => noticedAt !== null),
  })
  const names = nameFinder({ parts, groups })
  const rules = house.add(Rules, parts, (query) => parseQuery(query, names, clock.now()))
  const outside = house.add(Outside, { ledger, store, identity, clock, log, news, mailSender })
  const accounts = house.add(Accounts, {
    ...{ letters: parts, clock, log, access },
    askServers: options.askMailServers ?? askNetwork,
    queueRules: (tx, object) => rules.queue(tx, object, true),
    onReport: (report) => outside.takeReport(report),
    partFiles: () => above.now.files.unlisted,
  })
  accounts.events.on('returned', (id) => {
    outside
      .hurry(toHex(id))
      .catch((error: unknown) => log.warn('mail-not-hurried', { message: String(error) }))
  })
  const isFellow = (group: Uint8Array, person: Uint8Array): boolean => groups.isFellow(group, person)
  const typing = house.add(Typing, { ledger, peers, isFellow })
  answerKeyHolders(parts, peers)
  const reference = house.add(Reference, parts)
  const backups = house.add(
    Backups,
    { ledger, identity, ownCores, foreignCores, clock, device: device.publicKey },
    log,
  )
  const returnNotifier = house.add(ReturnNotifier, parts)
  house.add(StationReadBack, parts, stations)
  house
    .add(ReturnReceiver, {
      ...{ ledger, identity, feeds, addressBook, newPair, peers },
      onReturned(person) {
        ledger
          .write((tx) => groups.ownership.renew(tx, person))
          .catch((error: unknown) => log.warn('group-not-renewed', { message: String(error) }))
      },
    })
    .listen()
  const space = house.add(Space, {
    ...{ letters: parts, ownCores, shelf },
    forgetFile: forgetOwnFile,
    filesWithin: (tx, object) => forgetParts(tx, object).filter((file) => forgetUnlisted(tx, file)),
    isListed: (object) => above.now.files.findEntry(object) !== null,
    albums: {
      forget: (tx, album) => above.now.albums.forget(tx, album),
      alone: (act) => above.now.albums.alone(act),
    },
  })
  const files = house.add(Files, parts, ownCores, space.quota)
  const jobs = house.add(Jobs)
  const albums = house.add(Albums, {
    ...{ letters: parts, reference },
    withoutPlaces: (links, asIs) => files.placeless.ofLinks(links, asIs),
  })
  above.connect({ parts, follows, stations, rules, files, albums })
  if (!ledger.isDamaged)
    await beginWork({ parts, ownCores, peers, feeds, returnNotifier, desk, space }, house.closing)
  return {
    ...{ parts, ownCores, peers, invites, inviteDesk, acceptance, knocking, knocks, news, newPair, groups },
    ...{ publicFeed, follows, files, jobs, returnNotifier, backups, albums, space, reference, desk },
    ...{ outside, stations, typing, urgentSignals, mutes, rules, reminders, accounts, phones },
    askToStop: stopRequester(options.publicNetwork),
    fetchPictures: pictureFetcher(options.publicNetwork),
  }
}
