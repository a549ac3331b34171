// Commands about contacts, and about this person's card, which the contacts see.
import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import {
  EngineError,
  type BlockedPerson,
  type Contact,
  type Myself,
  type PersonReach,
  type SafetyNumber,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { cleanLine, countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

/** The largest picture; the engine checks it again. */
const MAX_PICTURE_BYTES = 5 * 1024
const PERSON = { usage: 'PERSON', args: { min: 1, max: 1 } }

const contacts = asking<Contact[]>({
  name: 'contacts',
  usage: '',
  summary: 'your contacts',
  ask: ({ api }) => api.people.contacts(),
  show: showContacts,
})

const rename = asking<Myself>({
  name: 'rename',
  usage: 'NAME',
  summary: 'change the name on your card',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.people.rename({ name: given.args[0]! }),
  show: ({ name }) => `Your name is now ${cleanLine(name)}.`,
})

const picture = asking<Myself>({
  name: 'picture',
  usage: 'FILE | --none',
  summary: 'put a small picture on your card, or remove it',
  args: { min: 0, max: 1 },
  options: { none: { kind: 'flag', about: 'remove the picture' } },
  ask: async (asked) => asked.api.people.setPicture({ picture: await choosePicture(asked) }),
  show: ({ picture }) => (picture === null ? 'Your card has no picture.' : 'Your card has a new picture.'),
})

/** The media type by the file's name; the engine checks the bytes. */
const PICTURE_TYPES: Record<string, string> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
}

async function choosePicture({ given }: Asked): Promise<string | null> {
  const [file] = given.args
  if (given.isSet('none') === (file !== undefined))
    throw new EngineError('INVALID', 'Give either a file or --none.')
  if (file === undefined) return null
  const type = PICTURE_TYPES[extname(file).toLowerCase()]
  if (type === undefined) throw new EngineError('INVALID', 'The picture must be a .png, .jpg or .webp file.')
  return `data:image/${type};base64,${(await readSmallFile(file)).toString('base64')}`
}

async function readSmallFile(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size > MAX_PICTURE_BYTES)
      throw new EngineError('TOO_LARGE', `${file} has more than ${MAX_PICTURE_BYTES} bytes.`)
    return await readFile(file)
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('INVALID', `${file} cannot be read.`, { cause })
  }
}

/** The contacts after a block, its end, or the removal of a contact, and what the person still gets. */
interface Parted {
  contacts: Contact[]
  reach: PersonReach
}

/** The name may mean nobody afterwards, so the id counts. */
async function part(act: 'block' | 'unblock' | 'forget', { given, api }: Asked): Promise<Parted> {
  const { person } = await api.people.reach({ person: given.args[0]! })
  const contacts = await api.people[act]({ person })
  return { contacts, reach: await api.people.reach({ person }) }
}

const block = asking<Parted>({
  name: 'block',
  ...PERSON,
  summary: 'block a person: you receive nothing from them, and they get no answer',
  ask: (asked) => part('block', asked),
  show: showParted,
})

const unblock = asking<Parted>({
  name: 'unblock',
  ...PERSON,
  summary: 'unblock a person: letters go between you again',
  ask: (asked) => part('unblock', asked),
  show: showParted,
})

const blocked = asking<{ person: BlockedPerson; reach: PersonReach }[]>({
  name: 'blocked',
  usage: '',
  summary: 'the people you have blocked, and how many stations have confirmed it',
  ask: async ({ api }) => {
    const list = await api.people.blocked()
    const reach = ({ person }: BlockedPerson): Promise<PersonReach> => api.people.reach({ person })
    return Promise.all(list.map(async (person) => ({ person, reach: await reach(person) })))
  },
  show: showBlocked,
})

const forget = asking<Parted>({
  name: 'forget',
  ...PERSON,
  summary: 'remove a contact; you keep what you opened, and a block stays',
  ask: (asked) => part('forget', asked),
  show: showParted,
})

const safety = asking<SafetyNumber>({
  name: 'safety',
  ...PERSON,
  summary: 'the safety number of a contact, to compare by phone or in person',
  ask: ({ given, api }) => api.people.safetyNumber({ person: given.args[0]! }),
  show: ({ name, safetyNumber }) =>
    `Compare these digits with ${cleanLine(name)} by phone or in person.\n` +
    `If they match, nobody is intercepting your letters.\n\n${showDigits(safetyNumber)}`,
})

const compared = asking<Contact[]>({
  name: 'compared',
  usage: 'PERSON [--no]',
  summary: 'confirm that you compared the safety number, and that it matches',
  args: PERSON.args,
  options: { no: { kind: 'flag', about: 'undo this' } },
  ask: ({ given, api }) => api.people.setCompared({ person: given.args[0]!, same: !given.isSet('no') }),
  show: showContacts,
})

const seen = asking<Contact[]>({
  name: 'renamed',
  usage: 'PERSON',
  summary: 'confirm that you saw a contact’s new name',
  args: PERSON.args,
  ask: ({ given, api }) => api.people.seeName({ person: given.args[0]! }),
  show: showContacts,
})

function showBlocked(list: { person: BlockedPerson; reach: PersonReach }[]): string {
  if (list.length === 0) return 'You have not blocked anyone.'
  return showTable(
    list.map(({ person: { name, person, blockedAt, isContact }, reach }) => [
      cleanLine(name),
      person,
      `since ${showTime(blockedAt)}`,
      isContact ? 'contact' : 'not a contact',
      reach.stations === null ? '' : showConfirmed(reach.stations),
    ]),
  )
}

function showParted({ contacts, reach: { name, groups, stations } }: Parted): string {
  const lines = [showContacts(contacts)]
  if (stations !== null) {
    lines.push(showConfirmed(stations))
    if (stations.confirmed < stations.of)
      lines.push(`A station that has not confirmed it may still do what it was told before.`)
  }
  if (groups.length > 0) {
    const names = groups.map((group) => cleanLine(group.name)).join(', ')
    lines.push(
      `Groups in common: ${names}. There ${cleanLine(name)} reads open posts and what is said, blocked or not.`,
    )
  }
  return lines.join('\n')
}

function showConfirmed({ confirmed, of }: NonNullable<PersonReach['stations']>): string {
  return `${confirmed} of ${countOf(of, 'station')} ${confirmed === 1 ? 'has' : 'have'} confirmed it`
}

function showContacts(list: Contact[]): string {
  if (list.length === 0) return 'No contacts yet. Create an invite link: fumikura invite'
  return showTable(
    list.map(({ name, person, online, blocked, since, devices, comparedAt, formerName, looksLike }) => [
      blocked ? 'blocked' : online ? 'online' : 'offline',
      cleanLine(name),
      person,
      `since ${showTime(since)}`,
      countOf(devices.length, 'device'),
      comparedAt === null ? 'not compared' : `compared ${showTime(comparedAt)}`,
      formerName === null ? '' : `was called ${cleanLine(formerName)}`,
      looksLike.length === 0 ? '' : `looks like ${looksLike.map(showParty).join(', ')}`,
    ]),
  )
}

/** Twelve groups of five digits, four to a line. */
function showDigits(digits: string): string {
  const groups = digits.match(/\d{1,5}/g) ?? []
  return [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)].map((line) => line.join(' ')).join('\n')
}

export const peopleCommands: Command[] = [
  ...[contacts, block, unblock, blocked, forget, safety, compared, seen, rename, picture],
]
