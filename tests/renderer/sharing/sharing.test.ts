// Sharing a letter with one more audience, withdrawing it, and its readers: calls to the engine,
// and warnings before an act.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Addressee, LetterSummary, ObjectAudience } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import ShareDialog from '../../../src/renderer/sharing/ShareDialog.svelte'
import { describeWithdrawal } from '../../../src/renderer/sharing/sharing-words.ts'
import Versions from '../../../src/renderer/sharing/Versions.svelte'
import WhoDialog from '../../../src/renderer/sharing/WhoDialog.svelte'
import { alice, bob, carol } from '../compose/people-of-tests.ts'
import { choir, group, ME } from '../groups/groups-of-tests.ts'
import { letter, refOf } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'

const EVERYONE: Addressee = { person: 'public', name: '' }
const toChoir: Addressee = { group: choir.group, name: 'Choir', person: null }
const dialog = () => within(document.querySelector('dialog')!)
const option = (name: string | RegExp) => dialog().getByRole('radio', { name, hidden: true })
const press = (name: string) => fireEvent.click(dialog().getByRole('button', { name, hidden: true }))

function audience(of: Addressee, more: Partial<ObjectAudience> = {}): ObjectAudience {
  return {
    audience: of,
    mode: 'controlled',
    origin: 'sent',
    since: null,
    state: 'notified',
    count: 1,
    opened: 0,
    ...more,
  }
}

function drawShare(summary: LetterSummary) {
  const asked: string[] = []
  const share = async (to: string): Promise<Addressee> => (asked.push(to), EVERYONE)
  renderInApp(
    ShareDialog,
    {
      title: 'Share this letter with…',
      taken: summary.to,
      note: en.sharing.dialog.sameLetter,
      share,
      onclose: () => asked.push('closed'),
    },
    {
      people: { contacts: () => [alice, bob] },
      groups: {
        list: () => [choir, group('News', { role: 'reader' }), group('Old', { membership: 'left' })],
        requests: () => [],
      },
    },
  )
  return asked
}

test('people who have the object, and groups in which one may not post, are not offered', async () => {
  drawShare(letter('Minutes', { from: ME, to: [alice] }))
  await waitFor(() => expect(option('Bob')).toBeTruthy())
  const names = dialog()
    .getAllByRole('radio', { hidden: true })
    .map((radio) => radio.parentElement!.querySelector('label')!.textContent.replace(/\s+/g, ' ').trim())
  expect(names).toEqual(['C Choir 3 members', 'B Bob', 'Everyone'])
})

test('the dialog says before sharing who can read the object afterwards, and that nothing is copied', async () => {
  const asked = drawShare(letter('Minutes', { from: ME, to: [alice] }))
  await waitFor(() => expect(option(/Choir/)).toBeTruthy())
  await fireEvent.click(option(/Choir/))
  expect(dialog().getByText('The 3 members of Choir will be able to read this too.')).toBeTruthy()
  expect(dialog().getByText(/Nothing is copied or sent again/)).toBeTruthy()
  await press('Share with the group')
  await waitFor(() => expect(asked).toEqual([choir.group, 'closed']))
})

test('publishing says that it ends recall for everyone', async () => {
  const asked = drawShare(letter('Minutes', { from: ME, to: [alice] }))
  await fireEvent.click(option('Everyone'))
  expect(dialog().getByText('Anyone will be able to read this, and you can’t take that back.')).toBeTruthy()
  expect(dialog().getByText(/^Once this is published, you can’t hold or recall it/)).toBeTruthy()
  await press('Publish')
  await waitFor(() => expect(asked).toEqual(['public', 'closed']))
})

test('a withdrawal says for whom it is too late, and which public copies it cannot undo', () => {
  const tell = (of: Addressee, more: Partial<ObjectAudience> = {}) => describeWithdrawal(audience(of, more))
  expect(tell(bob)).toEqual(['Bob will no longer be able to open this.'])
  expect(tell(bob, { opened: 1 })).toEqual(['Too late for Bob: they opened it and keep it.'])
  expect(tell(toChoir, { count: 12, opened: 5 })).toEqual([
    'Members of Choir who haven’t opened it will no longer be able to.',
    'Too late for 5 of 12: they opened it and keep it.',
  ])
  expect(tell(toChoir, { mode: 'open' })).toEqual([
    'Too late for everyone who was notified: the key went out with the notice.',
  ])
  expect(tell(EVERYONE, { count: null }).at(-1)).toMatch(/^Anyone who has it keeps it/)
})

const WHO = {
  ref: refOf('Minutes'),
  isMine: true,
  audiences: [audience(toChoir, { count: 3, opened: 1 }), audience(carol, { origin: 'shared', opened: 1 })],
  readerCount: 2,
}
const whoPages = ({ after }: { after?: string }) => ({
  ...WHO,
  readers:
    after === undefined
      ? [{ ...alice, via: [toChoir], state: 'notified', openedAt: null }]
      : [{ ...carol, via: [carol], state: 'referenced', openedAt: null }],
})

test('the list of readers shows audiences first, then people page by page', async () => {
  renderInApp(
    WhoDialog,
    { ref: WHO.ref, onclose: () => undefined, onwithdraw: () => undefined },
    { letters: { who: whoPages } },
  )
  expect(await screen.findByText('The group Choir')).toBeTruthy()
  expect(dialog().getByText(/^addressed · not notified yet · .* · 1 of 3 has opened it$/)).toBeTruthy()
  expect(dialog().getByText(/^shared · .*you’ll see who opens it · opened$/)).toBeTruthy()
  expect(dialog().getByText('can open it · through Choir')).toBeTruthy()
  await press('Show more')
  expect(await screen.findByText('2 of 2')).toBeTruthy()
  expect(dialog().getByText('has opened it')).toBeTruthy()
})

test('the list of readers of another author’s letter says how much is known, and offers no withdrawal', async () => {
  renderInApp(
    WhoDialog,
    { ref: WHO.ref, onclose: () => undefined },
    { letters: { who: () => ({ ...whoPages({}), isMine: false }) } },
  )
  expect(await screen.findByText(/^This is what the notice says\./)).toBeTruthy()
  expect(dialog().queryByRole('button', { name: /Withdraw/, hidden: true })).toBeNull()
})

test('a mail was read on its way, so it is not for oneself alone', async () => {
  const self = audience({ person: 'self', name: 'self' })
  const alone = { ...whoPages({}), audiences: [self], readers: [], readerCount: 0 }
  const draw = (isMail: boolean) =>
    renderInApp(
      WhoDialog,
      { ref: WHO.ref, onclose: () => undefined },
      { letters: { who: () => ({ ...alone, isMail }) } },
    )
  draw(false)
  expect(await screen.findByText('Only you')).toBeTruthy()
  cleanup()
  draw(true)
  expect(await screen.findByText('The people it names, and the mail providers on the way')).toBeTruthy()
  expect(screen.queryByText('Only you')).toBeNull()
})

test('an author withdraws the object from one audience', async () => {
  const asked: Addressee[] = []
  renderInApp(
    WhoDialog,
    {
      ref: WHO.ref,
      onclose: () => undefined,
      onwithdraw: (from: ObjectAudience) => void asked.push(from.audience),
    },
    { letters: { who: whoPages } },
  )
  await screen.findByText('The group Choir')
  await press('Withdraw this from Carol')
  expect(asked).toEqual([carol])
})

test('an edited post says how many versions there are, and links to each of them', async () => {
  const before = letter('before', { ref: refOf('before') })
  const now = letter('now', { ref: refOf('now'), replaces: before.ref })
  renderInApp(
    Versions,
    { ref: now.ref!, letter: null, summary: now, hrefOf: (ref: string) => `#/${ref.slice(-6)}` },
    { letters: { history: () => [now, before] } },
  )
  await fireEvent.click(await screen.findByRole('button', { name: 'see both versions' }))
  const links = dialog().getAllByRole('link', { hidden: true })
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['#/before'])
})

test('earlier versions that are not here are fetched on demand', async () => {
  const first = letter('first', { ref: refOf('first') })
  const now = letter('now', { ref: refOf('now'), replaces: first.ref })
  const waits: (number | undefined)[] = []
  renderInApp(
    Versions,
    { ref: now.ref!, letter: null, summary: now, hrefOf: (ref: string) => `#/${ref.slice(-6)}` },
    {
      letters: {
        history({ waitMs }) {
          waits.push(waitMs)
          return waitMs === undefined ? [now] : [now, first]
        },
      },
    },
  )
  await fireEvent.click(await screen.findByRole('button', { name: 'see the earlier versions' }))
  expect(await dialog().findAllByRole('link', { hidden: true })).toHaveLength(1)
  expect(waits).toEqual([undefined, 10_000])
})

test('an earlier version links to the latest', async () => {
  const old = letter('old', { isReplaced: true })
  renderInApp(
    Versions,
    {
      ref: old.ref!,
      letter: { links: [], replacedBy: refOf('new') },
      summary: old,
      hrefOf: (ref: string) => ref,
    },
    { letters: { history: () => [] } },
  )
  expect((await screen.findByRole('link', { name: 'Read the latest' })).getAttribute('href')).toBe(
    refOf('new'),
  )
})
