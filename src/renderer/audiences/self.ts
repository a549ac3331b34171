// The row of oneself: a note is only stored, so there is no notice, and nothing to withdraw.
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import { m } from '../messages/messages.svelte.ts'
import type { AudienceRow } from './row.ts'

export const self: AudienceRow = {
  entryOf: (one) => ('person' in one && one.person === 'self' ? 'self' : null),
  Icon: NotebookPen,
  standsAlone: true,
  isNoticed: false,
  isPublished: false,
  reports: false,
  hasVersions: true,

  readers: () => [{ entry: 'self', name: m.compose.onlyMe, row: self, contact: null, group: null }],
  called: () => m.inbox.self,
  titled: () => m.sharing.panel.self,

  desk({ replaces }) {
    const words = m.compose
    return {
      ...(replaces === null
        ? { title: words.titleNote, action: words.keep }
        : { title: words.titleEditNote, action: words.saveVersion }),
      hint: () => words.stays,
      subjectHint: '',
      bodyHint: words.bodyPlaceholderNote,
    }
  },
  describe: () => [m.compose.audience.self, m.compose.audience.selfStays],

  shareTitle: () => m.sharing.dialog.titleNote,
}
