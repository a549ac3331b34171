// Commands about contacts, and about this person's card, which the contacts see.
import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import {
  EngineError,
  type BlockedPerson,
  type Contact,
  type PersonReach,
} from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, optionalArgument } from '../fields.ts'
import { cleanLine, countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

/** The largest picture; the engine checks it again. */
const MAX_PICTURE_BYTES = 5 * 1024
const PERSON = argument('PERSON')

const contacts = calling('people.contacts', {
  name: 'contacts',
  summary: 'your contacts',
  show: showContacts,
})

const rename = calling('people.rename', {
  name: 'rename',
  summary: 'change the name on your card',
  fields: { name: argument('NAME') },
  show: ({ name }) => `Your name is now ${cleanLine(name)}.`,
})

const picture = asking({
  name: 'picture',
  usage: 'FILE | --none',
  summary: 'put a small picture on your card, or remove it',
  fields: { file: optionalArgument('FILE'), none: flag('remove the picture') },
  async ask({ api, input: { file, none } }) {
    if (none === (file !== undefined)) throw new EngineError('INVALID', 'Give either a file or --none.')
    return api.people.setPicture({ picture: file === undefined ? null : await readPicture(file) })
  },
  show: ({ picture }) => (picture === null ? 'Your card has no picture.' : 'Your card has a new picture.'),
})

/** The media type by the file's name; the engine checks the bytes. */
const PICTURE_TYPES: Record<string, string> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
}

/** @throws INVALID, TOO_LARGE */
async function readPicture(file: string): Promise<string> {
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
const parting = (act: 'block' | 'unblock' | 'forget', summary: string): Command =>
  asking({
    name: act,
    summary,
    fields: { person: PERSON },
    async ask({ api, input }): Promise<Parted> {
      const { person } = await api.people.reach(input)
      const contacts = await api.people[act]({ person })
      return { contacts, reach: await api.people.reach({ person }) }
    },
    show: showParted,
  })

const block = parting('block', 'block a person: you receive nothing from them, and they get no answer')
const unblock = parting('unblock', 'unblock a person: letters go between you again')
const forget = parting('forget', 'remove a contact; you keep what you opened, and a block stays')

const blocked = asking({
  name: 'blocked',
  summary: 'the people you have blocked, and how many stations have confirmed it',
  ask: async ({ api }) => {
    const list = await api.people.blocked()
    const reach = ({ person }: BlockedPerson): Promise<PersonReach> => api.people.reach({ person })
    return Promise.all(list.map(async (person) => ({ person, reach: await reach(person) })))
  },
  show: showBlocked,
})

const safety = calling('people.safetyNumber', {
  name: 'safety',
  summary: 'the safety number of a contact, to compare by phone or in person',
  fields: { person: PERSON },
  show: ({ name, safetyNumber }) =>
    `Compare these digits with ${cleanLine(name)} by phone or in person.\n` +
    `If they match, nobody is intercepting your letters.\n\n${showDigits(safetyNumber)}`,
})

const compared = calling('people.setCompared', {
  name: 'compared',
  summary: 'confirm that you compared the safety number, and that it matches',
  fields: {
    person: PERSON,
    same: flag('undo this')
      .to((isUndone) => !isUndone)
      .as('no'),
  },
  show: showContacts,
})

const seen = calling('people.seeName', {
  name: 'renamed',
  summary: 'confirm that you saw a contact’s new name',
  fields: { person: PERSON },
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
