// The whole contract in one place: every noun, and the types that follow from it.
// The engine implements Handlers, the host adds HostHandlers, a client uses an Api. Doors only
// transport.
import { accountCalls } from './accounts.ts'
import { backupCalls } from './backups.ts'
import { albumCalls } from './albums.ts'
import { demoCalls } from './demo.ts'
import { doctorCalls } from './doctor.ts'
import { draftCalls } from './drafts.ts'
import { fileCalls } from './files.ts'
import { followCalls } from './follows.ts'
import { groupCalls } from './groups.ts'
import { handedCalls } from './handed.ts'
import { homeCalls } from './home.ts'
import { inviteCalls } from './invites.ts'
import { newsCalls } from './news.ts'
import { knockCalls } from './knocks.ts'
import { letterCalls } from './letters.ts'
import { pageCalls } from './page.ts'
import { peopleCalls } from './people.ts'
import { phoneCalls } from './phones.ts'
import { portableCalls } from './portable.ts'
import { ruleCalls } from './rules.ts'
import { searchCalls } from './searches.ts'
import { sessionCalls } from './sessions.ts'
import { siteCalls } from './site.ts'
import { standInCalls } from './stand-in.ts'
import { talkCalls } from './talks.ts'
import { spaceCalls } from './space.ts'
import { stationCalls } from './station.ts'
import { stationsCalls } from './stations.ts'
import { threadCalls } from './threads.ts'
import { templateCalls } from './templates.ts'
import type { HandlersOf, MethodsOf } from './calls.ts'
import type { EventSource } from './events.ts'

export const engineNouns = {
  home: homeCalls,
  people: peopleCalls,
  invites: inviteCalls,
  news: newsCalls,
  knocks: knockCalls,
  letters: letterCalls,
  threads: threadCalls,
  talks: talkCalls,
  groups: groupCalls,
  follows: followCalls,
  files: fileCalls,
  albums: albumCalls,
  space: spaceCalls,
  drafts: draftCalls,
  searches: searchCalls,
  rules: ruleCalls,
  templates: templateCalls,
  portable: portableCalls,
  backups: backupCalls,
  stations: stationsCalls,
  accounts: accountCalls,
  phones: phoneCalls,
  doctor: doctorCalls,
}

export const hostNouns = {
  sessions: sessionCalls,
  page: pageCalls,
  demo: demoCalls,
  site: siteCalls,
  standIn: standInCalls,
  handed: handedCalls,
}
export const doorNouns = { ...engineNouns, ...hostNouns }

/**
 * What a station serves. It refuses `home.status`, with which every command about a person begins.
 */
export const stationNouns = { station: stationCalls, home: { status: homeCalls.status } }

/**
 * What the engine implements. In an empty home every noun except `home` refuses with `NO_PERSON`,
 * in a locked home with `LOCKED`.
 */
export type Handlers = HandlersOf<typeof engineNouns> & { events: EventSource }

/** What the host adds to the engine's handlers. */
export type HostHandlers = HandlersOf<typeof hostNouns>

/** What a door serves. */
export type DoorHandlers = Handlers & Partial<HostHandlers>

/** What a client calls. */
export type Methods = MethodsOf<typeof doorNouns>

/** A call by its name, `letters.send`. */
export type CallName = {
  [N in keyof Methods]: `${N}.${keyof Methods[N] & string}`
}[keyof Methods]

/** What a client of a station calls. */
export type StationMethods = MethodsOf<typeof stationNouns>
