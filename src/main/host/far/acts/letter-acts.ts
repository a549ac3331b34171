// The acts of phones on letters, drafts, threads and talks.
import type { LetterSummary, RefText } from '../../../../core/contract/index.ts'
import {
  describeLetter,
  idOf,
  namesOf,
  noUndo,
  undoBy,
  type ActRules,
  type ActUndo,
  type Look,
  type Told,
} from './act-rule.ts'

async function sent(look: Look, ref: RefText): Promise<Told> {
  const row = await look.letters.summary({ ref }).catch(() => null)
  return {
    about: row === null ? '' : describeLetter(row),
    undo: undoBy('letters', 'recall', { ref }),
  }
}

/** An act on one letter, described as it was before. */
function onLetter<Input extends { ref: string }>(
  undo: (ref: RefText, before: LetterSummary, input: Input) => ActUndo | null = () => null,
) {
  return async (input: Input, look: Look): Promise<() => Told> => {
    const before = await look.letters.summary({ ref: input.ref })
    const told = { about: describeLetter(before), undo: undo(before.ref!, before, input) }
    return () => told
  }
}

const isHeld = ({ state }: LetterSummary): boolean => state === 'held' || state === 'holding'

export const letterActs: Pick<ActRules, 'letters' | 'drafts' | 'threads' | 'talks'> = {
  letters: {
    read: null,
    loadPictures: null,
    tidy: null,
    mark: null,
    remind: null,
    send:
      (_, look) =>
      ({ ref }) =>
        sent(look, ref),
    bin:
      ({ refs, bin }) =>
      (rows) =>
        bin === null
          ? null
          : {
              about: rows.map(describeLetter).join('; '),
              undo: undoBy('letters', 'bin', { refs, bin: null }),
            },
    // A request that a server got stays.
    unsubscribe: onLetter((ref) => undoBy('letters', 'takeAgain', { ref })),
    takeAgain: onLetter(),
    hold: onLetter((ref, before) => (isHeld(before) ? null : undoBy('letters', 'letGo', { ref }))),
    letGo: onLetter((ref, before) => (isHeld(before) ? undoBy('letters', 'hold', { ref }) : null)),
    readdress: onLetter(),
    schedule: onLetter((ref, before) => {
      if (before.goesAt !== null) return undoBy('letters', 'schedule', { ref, at: before.goesAt })
      return isHeld(before) ? undoBy('letters', 'hold', { ref }) : null
    }),
    // Words that were taken back are not kept here either.
    async recall({ ref }, look) {
      const { to } = await look.letters.summary({ ref })
      return () => noUndo(namesOf(to))
    },
    withdraw: onLetter(),
    async share({ ref }, look) {
      const about = describeLetter(await look.letters.summary({ ref }))
      return ({ ref: shared, audience }) => ({
        about: `${audience.name}: ${about}`,
        undo: undoBy('letters', 'withdraw', { ref: shared, from: idOf(audience) }),
      })
    },
    nudge: onLetter(),
    ask: onLetter(),
  },
  drafts: {
    save: null,
    // A repeated call sends nothing again.
    async send({ draft }, look) {
      const isNew = await look.drafts.get({ draft }).then(
        () => true,
        () => false,
      )
      return ({ ref }) => (isNew ? sent(look, ref) : null)
    },
    // Its words are gone, so they are not kept here either.
    async remove({ draft }, look) {
      const { readers, subject, text } = await look.drafts.get({ draft })
      return () => (subject === '' && text === '' ? null : noUndo(namesOf(readers)))
    },
  },
  threads: {
    order: null,
    restore: null,
    async mute({ ref, group }, look) {
      const { row, about, muted } =
        group === undefined ? await lookAtThread(look, ref!) : await lookAtGroup(look, group)
      return () => ({ about, undo: undoBy('threads', 'mute', { ...row, muted }) })
    },
  },
  talks: {
    markRead: null,
    typing: null,
    say:
      (_, look) =>
      ({ ref }) =>
        sent(look, ref),
    react: onLetter((ref, _, { text }: { ref: string; text: string }) =>
      text === '' ? null : undoBy('talks', 'react', { ref, text: '' }),
    ),
    async settings({ with: who }, look) {
      const { with: talk, settings } = await look.talks.stream({ with: who, limit: 1 })
      const undo = undoBy('talks', 'settings', { with: idOf(talk), ...settings })
      return () => ({ about: talk.name, undo })
    },
  },
}

async function lookAtThread(look: Look, ref: string) {
  const { summary } = await look.threads.get({ ref, limit: 1 })
  const { thread, subject, people, muted } = summary
  return { row: { ref: thread }, about: subject ?? namesOf(people), muted }
}

async function lookAtGroup(look: Look, named: string) {
  const { group, name, muted } = await look.groups.show({ group: named })
  return { row: { group }, about: name, muted }
}
