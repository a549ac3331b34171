// The row of groups: the members of now are its readers.
import type { Addressee, GroupId } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { person } from './person.ts'
import { describeTimes, type AudienceRow } from './row.ts'

type ToGroup = Extract<Addressee, { group: GroupId }>

/** The group among the addressees of a letter, of which there is one at most. */
export function groupIn(to: readonly Addressee[]): ToGroup | null {
  return to.find((addressee) => 'group' in addressee) ?? null
}

export const group: AudienceRow = {
  ...person,
  entryOf: (addressee) => ('group' in addressee ? addressee.group : null),
  standsAlone: true,

  readers: ({ groups }) =>
    groups.map((one) => ({ entry: one.group, name: one.name, row: group, contact: null, group: one })),
  called: ({ name }) => m.groups.called(name),
  titled: ({ name }) => m.sharing.panel.group(name),

  describe([reader], content, now) {
    const { name, memberCount } = reader!.group!
    const words = m.compose.audience
    const opens = content.policy.mode === 'open' ? words.groupOpen : words.groupTells
    return [words.group(name, memberCount, f.number(memberCount)), opens, ...describeTimes(content, now)]
  },

  given: {
    share({ name, group }) {
      const words = m.sharing.dialog
      return {
        sentences: [words.group(name, f.number(group!.memberCount)), words.tells],
        action: words.actionGroup,
      }
    },
    progress(gone, audience, isMine) {
      const { count, opened } = audience
      const { panel } = m.sharing
      if (count === null) return person.given!.progress(gone, audience, isMine)
      if (!isMine) return [panel.besides(count, f.number(count))]
      return [panel.opened(f.number(opened), f.number(count)), ...(gone === null ? [] : [gone])]
    },
    withdrawal({ audience: { name }, count, opened }) {
      const words = m.sharing.withdrawDialog
      const late = opened > 0 && count !== null
      return [
        words.restOfGroup(name),
        ...(late ? [words.lateInGroup(f.number(opened), f.number(count))] : []),
      ]
    },
  },
}
