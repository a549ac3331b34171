// Commands about the people one is paired with.
import type { Contact, Myself, SafetyNumber } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const PERSON = { usage: 'PERSON', args: { min: 1, max: 1 } }

const contacts = asking<Contact[]>({
  name: 'contacts',
  usage: '',
  summary: 'everyone you are paired with',
  ask: ({ api }) => api.people.contacts(),
  show: showContacts,
})

const rename = asking<Myself>({
  name: 'rename',
  usage: 'NAME',
  summary: 'put a new name on your card',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.people.rename({ name: given.args[0]! }),
  show: ({ name }) => `You are ${cleanLine(name)} now.`,
})

const block = asking<Contact[]>({
  name: 'block',
  ...PERSON,
  summary: 'take nothing from someone any more',
  ask: ({ given, api }) => api.people.block({ person: given.args[0]! }),
  show: showContacts,
})

const unblock = asking<Contact[]>({
  name: 'unblock',
  ...PERSON,
  summary: 'take from them again',
  ask: ({ given, api }) => api.people.unblock({ person: given.args[0]! }),
  show: showContacts,
})

const forget = asking<Contact[]>({
  name: 'forget',
  ...PERSON,
  summary: 'end a contact; what you opened stays',
  ask: ({ given, api }) => api.people.forget({ person: given.args[0]! }),
  show: showContacts,
})

const safety = asking<SafetyNumber>({
  name: 'safety',
  ...PERSON,
  summary: 'the number to compare, by voice, with what they see',
  ask: ({ given, api }) => api.people.safetyNumber({ person: given.args[0]! }),
  show: ({ name, safetyNumber }) =>
    `With ${cleanLine(name)}; the same on both sides if nobody stands between:\n\n${showDigits(safetyNumber)}`,
})

function showContacts(list: Contact[]): string {
  if (list.length === 0) return 'Nobody yet. Make an invite: fumikura invite'
  return showTable(
    list.map(({ name, person, online, blocked, since }) => [
      blocked ? 'blocked' : online ? 'online' : 'away',
      cleanLine(name),
      person,
      `since ${showTime(since)}`,
    ]),
  )
}

/** Twelve groups of five, four to a line. */
function showDigits(digits: string): string {
  const groups = digits.match(/\d{1,5}/g) ?? []
  return [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)].map((line) => line.join(' ')).join('\n')
}

export const peopleCommands: Command[] = [contacts, block, unblock, forget, safety, rename]
