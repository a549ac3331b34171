// The row of everyone: a post is published, so nobody counts its readers, and it stays with them.
import Earth from '@lucide/svelte/icons/earth'
import { f, m } from '../messages/messages.svelte.ts'
import { goWords, type AudienceRow } from './row.ts'

export const everyone: AudienceRow = {
  entryOf: (one) => ('person' in one && one.person === 'public' ? 'public' : null),
  Icon: Earth,
  standsAlone: true,
  isNoticed: true,
  isPublished: true,
  reports: false,
  hasVersions: true,

  readers: () => [{ entry: 'public', name: m.compose.everyone, row: everyone, contact: null, group: null }],
  called: () => m.inbox.everyone,
  titled: () => m.sharing.panel.everyone,

  desk({ replaces, when }) {
    const words = m.compose
    const [title, publish] =
      replaces === null ? [words.titlePublic, words.publish] : [words.titleEditPublic, words.publishVersion]
    return {
      ...{ title, action: when === 'now' ? publish : goWords(when), hint: words.undoHint },
      subjectHint: '',
      bodyHint: words.bodyPlaceholderPublic,
    }
  },
  describe(_, { when, policy: { at } }, now) {
    const words = m.compose.audience
    if (when === 'hold') return [words.public, words.publicHeld]
    return [words.public, ...(when === 'at' && at !== null ? [words.publicAt(f.longDated(at, now))] : [])]
  },

  shareTitle: () => m.sharing.dialog.titlePublic,
  given: {
    share: () => ({
      sentences: [m.sharing.dialog.everyone, m.sharing.dialog.endsRecall],
      action: m.sharing.dialog.publish,
    }),
    progress: (gone) => [gone ?? m.sharing.panel.uncounted],
    withdrawal: () => [m.sharing.withdrawDialog.everyone, m.sharing.withdrawDialog.everyoneKeeps],
  },
}
