import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decideAct,
  isSameState,
  mergeStates,
  stateAtServer,
  type MailPlace,
  type MailState,
} from '../../../src/core/accounts/mail-state.ts'

const INBOX: MailPlace = {
  ...{ folder: 1, uid: 7, path: 'INBOX', name: 'INBOX', role: 'inbox', keepsKeywords: true },
  ...{ isSeen: false, isFlagged: false, keywords: [], labels: [], isGone: false, isQuiet: false },
}
const UNREAD: MailState = { isSeen: false, isStarred: false, shelf: 'inbox', labels: [] }

const states = fc.record({
  isSeen: fc.boolean(),
  isStarred: fc.boolean(),
  shelf: fc.constantFrom<MailState['shelf'][]>('inbox', 'archive', 'spam', 'trash'),
  labels: fc.uniqueArray(fc.constantFrom('work', 'home', 'later', 'Bills'), { maxLength: 4 }),
})

describe('merging what the server says with what is here', () => {
  test('a change on one side alone is taken from there', () => {
    fc.assert(
      fc.property(states, states, (base, changed) => {
        expect(isSameState(mergeStates(base, changed, base), changed)).toBe(true)
        expect(isSameState(mergeStates(base, base, changed), changed)).toBe(true)
      }),
    )
  })

  test('if both changed a flag, the person here wins; if both moved the mail, the server does', () => {
    const there: MailState = { ...UNREAD, isStarred: true, shelf: 'trash' }
    const here: MailState = { ...UNREAD, isSeen: true, shelf: 'archive' }
    const merged = mergeStates(UNREAD, there, here)
    expect(merged).toEqual({ isSeen: true, isStarred: true, shelf: 'trash', labels: [] })
  })

  test('labels that both sides added are all kept, and a removed one goes', () => {
    const base = { ...UNREAD, labels: ['old', 'both'] }
    const merged = mergeStates(
      base,
      { ...base, labels: ['both', 'There'] },
      { ...base, labels: ['old', 'both', 'here'] },
    )
    expect(merged.labels).toEqual(['both', 'here', 'There'])
  })

  test('a label in another case is the same label', () => {
    const merged = mergeStates(UNREAD, { ...UNREAD, labels: ['work'] }, { ...UNREAD, labels: ['Work'] })
    expect(merged.labels).toEqual(['Work'])
  })
})

describe('the state at the server', () => {
  test('a folder without a role is an archive, and its name is a label', () => {
    const place: MailPlace = { ...INBOX, role: null, path: 'Clients/Miller', name: 'Miller', isSeen: true }
    expect(stateAtServer([place])).toEqual({
      isSeen: true,
      isStarred: false,
      shelf: 'archive',
      labels: ['Miller'],
    })
  })

  test('a mail in several folders is where its person looks first', () => {
    const copies = [{ ...INBOX, role: 'trash' as const }, { ...INBOX, role: null, name: 'Later' }, INBOX]
    expect(stateAtServer(copies)?.shelf).toBe('inbox')
  })

  test('keywords of programs are no labels', () => {
    const keywords = ['$label1', 'nonjunk', '$mdnsent', 'invoices']
    expect(stateAtServer([{ ...INBOX, keywords }])?.labels).toEqual(['invoices'])
  })

  test('Gmail says by a label that a mail is in the inbox', () => {
    const place: MailPlace = { ...INBOX, role: 'all', labels: ['\\Inbox', '\\Important', 'Travel'] }
    expect(stateAtServer([place])).toMatchObject({ shelf: 'inbox', labels: ['Travel'] })
    expect(stateAtServer([{ ...place, labels: ['Travel'] }])?.shelf).toBe('archive')
  })
})

describe('what the server is told', () => {
  test('nothing, if it has all of it', () => {
    expect(decideAct(UNREAD, INBOX, false)).toBeNull()
  })

  test('flags, and the folder that the mail moves to', () => {
    const here: MailState = { isSeen: true, isStarred: true, shelf: 'archive', labels: ['work'] }
    const act = decideAct(here, INBOX, false)
    expect(act).toEqual({
      flags: { add: ['\\Seen', '\\Flagged', 'work'], remove: [] },
      labels: { add: [], remove: [] },
      moveTo: 'archive',
    })
  })

  test('a label that is no valid keyword stays here', () => {
    expect(decideAct({ ...UNREAD, labels: ['Offene Rechnungen', '会議'] }, INBOX, false)).toBeNull()
  })

  test('a mail that was unread for long is not marked as read at the server', () => {
    expect(decideAct({ ...UNREAD, isSeen: true }, { ...INBOX, isQuiet: true }, false)).toBeNull()
  })

  test('Gmail archives by taking the label of the inbox away', () => {
    const place: MailPlace = { ...INBOX, role: 'all', labels: ['\\Inbox'] }
    const act = decideAct({ ...UNREAD, shelf: 'archive', labels: ['Travel'] }, place, true)
    expect(act).toEqual({
      flags: { add: [], remove: [] },
      labels: { add: ['Travel'], remove: ['\\Inbox'] },
      moveTo: null,
    })
  })

  test('what was sent stays in its folder when it is archived here', () => {
    const sent: MailPlace = { ...INBOX, role: 'sent', isSeen: true }
    expect(decideAct({ ...UNREAD, isSeen: true, shelf: 'archive' }, sent, false)).toBeNull()
    expect(decideAct({ ...UNREAD, isSeen: true, shelf: 'trash' }, sent, false)?.moveTo).toBe('trash')
  })
})
