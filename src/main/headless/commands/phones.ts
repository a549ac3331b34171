// Commands about phones: browsers that use this home from anywhere.
import {
  EngineError,
  type Api,
  type IsoTime,
  type Phone,
  type PhoneDoor,
  type PhoneId,
} from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, QR, rest, text } from '../fields.ts'
import { cleanLine, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const PHONES =
  '[{ phone, name, browser, rights: all|read, lock: passkey|pin|null, madeAt, seenAt, via, push, isOpen }]'

const door = asking({
  name: 'phone door',
  usage: '[--on STATION|--off]',
  summary: 'let phones reach this home by a station, or by `up --web`; without options shows it',
  fields: {
    on: text('STATION', 'the station that carries them; an empty text means `up --web` of this home'),
    off: flag('end every connection; the phones stay known'),
  },
  prints:
    '{ door: on|off, station, host, page: { host, at, state: own|release|changed|away, number, paths } }',
  async ask({ api, input: { on, off } }) {
    if (off && on !== undefined) throw new EngineError('INVALID', 'Use --on or --off, not both.')
    if (off) return api.phones.setDoor({ isOn: false })
    if (on === undefined) return api.phones.door()
    return api.phones.setDoor({ isOn: true, ...(on === '' ? {} : { station: on }) })
  },
  show: showDoor,
})

function showDoor({ door: state, host, page }: PhoneDoor): string {
  if (state === 'off')
    return 'Phones cannot reach this home. Open its door with: fumikura phone door --on STATION'
  if (host === null) return 'The door is open, but nobody serves the page of phones yet.'
  if (page?.state === 'changed')
    return `The page at ${host} is not the one of this version of Fumikura: another version, or somebody changed it (${page.paths.join(', ')}).`
  return `Phones reach this home by ${host}. Whoever runs it could change the page, and cannot read what passes.`
}

const add = asking({
  name: 'phone add',
  usage: '[--name N] [--read-only] [--qr]',
  summary: 'show a link that adds one phone; it works while `up` runs, for ten minutes',
  fields: {
    name: text('N', 'the name of the phone (default: what it says)'),
    isReadOnly: flag('it may only read and answer').as('read-only'),
    qr: QR,
  },
  prints: '{ link, expiresAt }',
  ask: ({ api, input: { name, isReadOnly } }) => api.phones.add({ name, isReadOnly }),
  linkOf: ({ link }) => link,
  show: ({ link, expiresAt }) =>
    `${link}\n\nOpen it on the phone until ${showTime(expiresAt)}. It shows six digits. Type them here:\n\n` +
    '  fumikura phone confirm CODE',
})

const confirm = calling('phones.confirm', {
  name: 'phone confirm',
  usage: 'CODE',
  summary: 'add the phone that shows these six digits; other digits end its link',
  fields: { code: rest('CODE', 1, 6).to((words) => words.join('')) },
  prints: '{ phone, name, browser, rights, lock, madeAt, seenAt, via, push, isOpen }',
  show: ({ name, rights }) =>
    `${cleanLine(name)} is added${rights === 'read' ? ', and may only read and answer' : ''}.`,
})

const list = calling('phones.list', {
  name: 'phone list',
  summary: 'the phones that use this home',
  prints: PHONES,
  show: showPhones,
})

function showPhones(phones: Phone[]): string {
  if (phones.length === 0) return 'No phone uses this home. Add one with: fumikura phone add'
  return showTable(
    phones.map(({ phone, name, rights, seenAt, via, isOpen }) => [
      cleanLine(name),
      phone,
      rights === 'read' ? 'reads and answers' : '',
      isOpen ? 'connected' : showSeen(seenAt, via),
    ]),
  )
}

function showSeen(seenAt: IsoTime | null, via: string | null): string {
  if (seenAt === null) return 'never used since it was added'
  return `seen ${showTime(seenAt)}${via === null ? '' : ` from ${via}`}`
}

const rename = asking({
  name: 'phone rename',
  summary: 'give a phone another name',
  fields: { phone: argument('PHONE'), name: argument('NAME') },
  prints: PHONES,
  ask: async ({ api, input: { phone, name } }) =>
    api.phones.rename({ phone: await findPhone(api, phone), name }),
  show: showPhones,
})

const revoke = asking({
  name: 'phone revoke',
  summary: 'end a phone: all that it has open ends at once, and its key opens nothing any longer',
  fields: { phone: argument('PHONE') },
  prints: PHONES,
  ask: async ({ api, input: { phone } }) => api.phones.revoke({ phone: await findPhone(api, phone) }),
  show: showPhones,
})

const resetLock = asking({
  name: 'phone reset-lock',
  summary: 'remove the lock of a phone that its owner cannot open; it may make another for ten minutes',
  fields: { phone: argument('PHONE') },
  prints: PHONES,
  ask: async ({ api, input: { phone } }) => api.phones.resetLock({ phone: await findPhone(api, phone) }),
  show: showPhones,
})

/** By its name, its id, or the start of its id. @throws NOT_FOUND, AMBIGUOUS */
async function findPhone(api: Api, typed: string): Promise<PhoneId> {
  const phones = await api.phones.list()
  const named = phones.filter(({ name }) => name === typed)
  const meant = named.length > 0 ? named : phones.filter(({ phone }) => phone.startsWith(typed.toLowerCase()))
  if (typed === '' || meant.length === 0) throw new EngineError('NOT_FOUND', `There is no phone ${typed}.`)
  if (meant.length > 1) throw new EngineError('AMBIGUOUS', `Several phones are called ${typed}: use an id.`)
  return meant[0]!.phone
}

export const phoneCommands: Command[] = [door, add, confirm, list, rename, revoke, resetLock]
