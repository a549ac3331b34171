// The row of persons: only they can be beside each other.
import { f, m } from '../messages/messages.svelte.ts'
import { describeTimes, letterDesk, type AudienceRow } from './row.ts'

export const person: AudienceRow = {
  /** Asked last: oneself and everyone are named in the same place. */
  entryOf: (addressee) => ('person' in addressee ? addressee.person : null),
  standsAlone: false,
  isNoticed: true,
  isPublished: false,
  reports: true,
  hasVersions: false,

  readers: ({ contacts }) =>
    contacts.map((contact) => ({
      ...{ entry: contact.person, name: contact.name, row: person, contact, group: null },
    })),
  called: ({ name }) => m.people.called(name),
  titled: ({ name }) => name,

  desk: letterDesk,
  describe(readers, content, now) {
    const words = m.compose.audience
    const names = f.list(readers.map(({ name }) => m.people.called(name)))
    const who = content.policy.mode === 'open' ? words.open(names) : words.controlled(names)
    return [who, ...describeTimes(content, now)]
  },

  shareTitle: () => m.sharing.dialog.title,
  given: {
    share({ name }) {
      const words = m.sharing.dialog
      const called = m.people.called(name)
      return { sentences: [words.person(called), words.tells], action: words.action(called) }
    },
    progress(gone, { opened }, isMine) {
      const { panel } = m.sharing
      return isMine ? [opened > 0 ? panel.openedOne : (gone ?? panel.notOpenedOne)] : []
    },
    withdrawal({ audience: { name }, opened }) {
      const words = m.sharing.withdrawDialog
      return [(opened > 0 ? words.late : words.rest)(m.people.called(name))]
    },
  },
}
