// The acts of phones on the person, contacts, invites, knocks and follows. What they leave is what a
// thief gains: somebody who is let in, or a warning that is gone.
import type { Party } from '../../../../core/contract/index.ts'
import { namesOf, noUndo, undoBy, type ActRules, type ActUndo, type Look, type Told } from './act-rule.ts'

/** An act on one person, who may be named by a call in several ways. */
function onPerson<Input extends { person: string }>(
  undo: (
    person: Party['person'],
    look: Look,
    input: Input,
  ) => ActUndo | null | Promise<ActUndo | null> = () => null,
) {
  return async (input: Input, look: Look): Promise<() => Told> => {
    const { person, name } = await look.people.reach({ person: input.person })
    const told = { about: name, undo: await undo(person, look, input) }
    return () => told
  }
}

const forgets = (person: Party['person']): ActUndo => undoBy('people', 'forget', { person })

export const peopleActs: Pick<ActRules, 'people' | 'invites' | 'knocks' | 'follows'> = {
  people: {
    setOpensOnSelection: null,
    seeName: null,
    seeNewDevice: onPerson(),
    block: onPerson((person) => undoBy('people', 'unblock', { person })),
    // Only a contact can be blocked.
    unblock: onPerson(async (person, look) => {
      const before = (await look.people.blocked({})).find((one) => one.person === person)
      return before?.isContact === true ? undoBy('people', 'block', { person }) : null
    }),
    forget: onPerson(),
    async rename({ name }, look) {
      const before = await look.people.whoami({})
      return () => ({ about: name, undo: undoBy('people', 'rename', { name: before.name }) })
    },
    async setPicture(_, look) {
      const { name, picture } = await look.people.whoami({})
      return () => ({ about: name, undo: undoBy('people', 'setPicture', { picture }) })
    },
    setCompared: onPerson(async (person, look) => {
      const before = (await look.people.contacts({})).find((one) => one.person === person)
      return undoBy('people', 'setCompared', { person, same: (before?.comparedAt ?? null) !== null })
    }),
  },
  invites: {
    list: null,
    create:
      ({ forWhom }) =>
      ({ id }) => ({ about: forWhom ?? '', undo: undoBy('invites', 'revoke', { invite: id }) }),
    accept:
      () =>
      ({ person, name, state }) => ({ about: name, undo: state === 'paired' ? forgets(person) : null }),
    revoke:
      ({ invite }) =>
      (invites) =>
        noUndo(invites.find(({ id }) => id === invite)?.forWhom ?? ''),
    async answer({ guests, accept }, look) {
      const named = (await look.invites.guests({})).filter(({ guest }) => guests.includes(guest))
      const [only] = named
      const undo = accept && named.length === 1 ? forgets(only!.person) : null
      return () => ({ about: namesOf(named), undo })
    },
    async withdraw({ invite }, look) {
      const before = (await look.invites.pending({})).find((one) => one.invite === invite)
      return () => noUndo(before?.name ?? '')
    },
  },
  knocks: {
    send:
      ({ text }) =>
      () =>
        noUndo(text),
    async answer({ knock, answer }, look) {
      const before = (await look.knocks.list({})).find((one) => one.knock === knock)
      return ({ person }) => ({
        about: before?.name ?? '',
        undo: { yes: forgets(person), no: null, block: undoBy('people', 'unblock', { person }) }[answer],
      })
    },
    async setEnabled(_, look) {
      const { enabled } = await look.knocks.status({})
      return () => ({ about: '', undo: undoBy('knocks', 'setEnabled', { enabled }) })
    },
  },
  follows: {
    listAgain: null,
    follow:
      () =>
      ({ person, name }) => ({ about: name, undo: undoBy('follows', 'unfollow', { who: person }) }),
    // Who is no contact is followed by an address.
    async unfollow(_, look) {
      const followed = await look.follows.list({})
      return ({ person, name }) => {
        const address = followed.find((one) => one.person === person)?.address
        return { about: name, undo: undoBy('follows', 'follow', { who: address ?? person }) }
      }
    },
  },
}
