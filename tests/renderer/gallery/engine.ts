// The engine of the gallery: a home with two contacts and a group, which answers from fixtures.
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { contact } from '../compose/people-of-tests.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { ANA, BEN, ME } from '../inbox/letters.ts'
import { ACCOUNTS, createFakeAccounts } from '../mail/accounts-of-tests.ts'
import { makeApp, type Calls } from '../support/fake-app.ts'

export const CALLS: Calls = {
  home: {
    status: () => ({ state: 'open', ...ME, wordsProven: null, keyring: null }),
    standing: () => ({ boxes: { drafts: { total: 0 } }, labels: [] }),
  },
  people: {
    whoami: () => ({ ...ME, picture: null }),
    contacts: () => [
      contact('Ana', { person: ANA.person }),
      contact('Ben', { person: BEN.person, online: false }),
    ],
  },
  groups: { list: () => [choir], requests: () => [] },
  drafts: { list: () => [] },
  accounts: createFakeAccounts(ACCOUNTS).calls,
  news: { list: () => [], order: () => ({}) },
}

/** An app sets the theme of its settings; that of the gallery stays. */
export function galleryApp(calls: Calls = CALLS): App {
  const { dataset } = document.documentElement
  const { theme } = dataset
  const { app } = makeApp(calls)
  if (theme !== undefined) dataset['theme'] = theme
  return app
}
