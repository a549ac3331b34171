// What a phone may call. A phone can be lost, so what would outlive it, or give away more than it
// shows, is done at home. The type has each call of the contract once.
import type { Nouns } from '../../../core/contract/calls.ts'
import { doorNouns } from '../../../core/contract/contract.ts'
import { z } from '../../../core/contract/schema.ts'

/**
 * `see`: reads, and nobody learns of it; if it asks nobody, it may ride in the first message, which can
 * be copied.
 * `answer`: also for a phone that only reads and answers. `use`: writes, but leaves nothing behind that
 * a thief gains from. `lock`: outlives the phone. `never`: only at home.
 */
export type FarRight = 'see' | 'answer' | 'use' | 'lock' | 'never'

type DoorNouns = typeof doorNouns

export type FarRights = {
  readonly [N in keyof DoorNouns]: { readonly [C in keyof DoorNouns[N]]: FarRight }
}

export const FAR_RIGHTS = {
  home: {
    ...{ status: 'see', standing: 'see' },
    ...{ create: 'never', recover: 'never', isPhrase: 'never', recovery: 'never', unlock: 'never' },
    ...{ retry: 'never', checkPassphrase: 'never', words: 'never', proveWords: 'never' },
    ...{ setPassphrase: 'never', acceptClock: 'never' },
  },
  people: {
    ...{ whoami: 'see', contacts: 'see', correspondents: 'see', reach: 'see', blocked: 'see' },
    ...{ safetyNumber: 'see', seeNewDevice: 'lock', seeName: 'lock', setOpensOnSelection: 'use' },
    ...{ block: 'lock', unblock: 'lock', forget: 'lock', rename: 'lock', setPicture: 'lock' },
    setCompared: 'lock',
  },
  invites: {
    ...{ list: 'lock', guests: 'see', pending: 'see' },
    ...{ create: 'lock', accept: 'lock', revoke: 'lock', answer: 'lock', withdraw: 'lock' },
  },
  news: { list: 'see', order: 'answer' },
  knocks: { list: 'see', status: 'see', send: 'lock', answer: 'lock', setEnabled: 'lock' },
  letters: {
    ...{ list: 'see', search: 'see', summary: 'see', export: 'see', cost: 'see', asMade: 'see' },
    ...{ answerTo: 'see', status: 'see', who: 'see', history: 'see', reminders: 'see', asks: 'see' },
    ...{ read: 'answer', loadPictures: 'answer', send: 'answer', tidy: 'answer', mark: 'answer' },
    ...{ bin: 'use', unsubscribe: 'use', takeAgain: 'use', hold: 'use', letGo: 'use', readdress: 'lock' },
    ...{ schedule: 'use', recall: 'use', withdraw: 'lock', remind: 'use', nudge: 'use', ask: 'use' },
    ...{ share: 'lock', gone: 'see' },
  },
  threads: { list: 'see', get: 'see', order: 'answer', restore: 'answer', mute: 'use' },
  talks: {
    ...{ stream: 'see', newest: 'see', say: 'answer', markRead: 'answer', react: 'answer' },
    ...{ typing: 'answer', settings: 'use' },
  },
  groups: {
    ...{ list: 'see', show: 'see', requests: 'see', create: 'use', leave: 'use' },
    ...{ add: 'lock', remove: 'lock', setRole: 'lock', handOver: 'lock', change: 'lock', join: 'lock' },
    ...{ createLink: 'lock', links: 'lock', revokeLink: 'lock', answerRequest: 'lock', forget: 'lock' },
  },
  follows: { list: 'see', archive: 'see', listAgain: 'lock', follow: 'lock', unfollow: 'lock' },
  files: {
    ...{ list: 'see', months: 'see', map: 'see', people: 'see', where: 'see', history: 'see' },
    ...{ sealings: 'see', describe: 'answer', pause: 'answer', resume: 'answer', cancel: 'answer' },
    ...{ tag: 'use', replace: 'use', add: 'never', save: 'never' },
  },
  albums: {
    ...{ list: 'see', get: 'see', files: 'see', shapes: 'see', open: 'answer' },
    // An album may be shared with everyone already.
    ...{ create: 'use', rename: 'lock', add: 'lock', remove: 'lock', withdraw: 'lock', share: 'lock' },
  },
  space: {
    ...{ report: 'see', own: 'see', kept: 'see', explainDeletion: 'see', deletions: 'see' },
    ...{ pin: 'use', unpin: 'use', drop: 'use', setQuota: 'lock', delete: 'lock', giveBack: 'lock' },
  },
  drafts: { get: 'see', list: 'see', save: 'answer', send: 'answer', remove: 'answer' },
  searches: { list: 'see', add: 'use', change: 'use', remove: 'use', order: 'use' },
  rules: {
    ...{ list: 'see', count: 'see', of: 'see' },
    ...{ add: 'lock', change: 'lock', remove: 'lock', order: 'lock', run: 'lock', undo: 'lock' },
  },
  templates: {
    ...{ list: 'see', signature: 'see', add: 'use', change: 'use', remove: 'use', setSignature: 'lock' },
  },
  portable: { export: 'never', verify: 'never', import: 'never', jobs: 'never', cancel: 'never' },
  backups: {
    ...{ state: 'never', places: 'never', folders: 'never', make: 'never', schedule: 'never' },
    ...{ setPassphrase: 'never', checkWords: 'never' },
  },
  stations: { list: 'see', add: 'never', rename: 'never', leave: 'never', test: 'never', rule: 'never' },
  accounts: {
    ...{ list: 'see', addresses: 'see', check: 'answer' },
    ...{ discover: 'never', add: 'never', oauthBegin: 'never', oauthEnd: 'never', change: 'never' },
    ...{ setAddresses: 'never', forget: 'never', take: 'never' },
  },
  phones: {
    ...{ self: 'see', reportPage: 'answer', setPush: 'answer', showing: 'answer' },
    ...{ challenge: 'answer', unlock: 'answer', setLock: 'answer', resetLock: 'never' },
    ...{ door: 'never', setDoor: 'never', add: 'never', waiting: 'never', confirm: 'never' },
    ...{ cancel: 'never', list: 'never', rename: 'never', revoke: 'never', acts: 'never', undo: 'never' },
  },
  doctor: { report: 'never', log: 'never' },
  sessions: { open: 'never', list: 'never', revoke: 'never' },
  page: { settings: 'never', keepSettings: 'never' },
  demo: { open: 'never', standing: 'never', end: 'never' },
  site: { state: 'never', switchOn: 'never', setWebAddress: 'never', switchOff: 'never' },
  standIn: { state: 'never', offer: 'never', switchOff: 'never' },
  handed: { store: 'never' },
} as const satisfies FarRights

/** What a phone may call; `never` for a name that the contract does not have. */
export function farRightOf(call: string): FarRight {
  const [noun = '', method = ''] = call.split('.', 2)
  const calls: object | undefined = Object.hasOwn(FAR_RIGHTS, noun)
    ? FAR_RIGHTS[noun as keyof FarRights]
    : undefined
  if (calls === undefined || !Object.hasOwn(calls, method)) return 'never'
  return (calls as Record<string, FarRight>)[method]!
}

/** True if the call only reads, and what it reads is here: one that waits asks others. */
export function readsHere(call: string): boolean {
  const [noun = '', method = ''] = call.split('.', 2)
  const input = (doorNouns as Nouns)[noun]?.[method]?.input
  return farRightOf(call) === 'see' && !(input instanceof z.ZodObject && 'waitMs' in input.shape)
}
