// The settings. A link scrolls to its section, and the card holds a picture and a name.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Myself, SessionId } from '../../../src/core/contract/index.ts'
import { listSettings, SETTINGS, type SettingsPart } from '../../../src/renderer/state/settings-rows.ts'
import SettingsPane from '../../../src/renderer/settings/SettingsPane.svelte'
import { renderInApp } from '../support/render.ts'

/** Without an answer of the engine in these tests, or with another heading. */
const NOT_COMPARED: ReadonlySet<SettingsPart> = new Set<SettingsPart>(['backup', 'portable'])

const me = {
  person: 'p'.repeat(52),
  device: 'd1'.repeat(26),
  name: 'Chiyo',
  address: 'fumikura://person/x',
  picture: 'data:image/webp;base64,AAAA',
  devices: [
    { device: 'd1'.repeat(26), online: true },
    { device: 'd2'.repeat(26), online: false },
  ],
} as Myself

const carol = {
  person: 'c'.repeat(52),
  name: 'carol',
  blockedAt: '2026-01-02T03:04:05.000Z',
  isContact: false,
}
const blocked = { all: [carol] }
const reached = { of: 2, confirmed: 1 }

async function open(part: 'words' | null, sessions: Record<string, unknown> = { list: () => [] }) {
  const asked: unknown[] = []
  const made = renderInApp(
    SettingsPane,
    { part },
    {
      home: { status: () => ({ state: 'open', wordsProven: false, keyring: 'clear' }) },
      people: {
        whoami: () => me,
        contacts: () => [],
        blocked: () => blocked.all,
        reach: ({ person }: { person: string }) => ({
          person,
          name: 'carol',
          groups: [],
          stations: { ...reached },
        }),
        unblock: (input: unknown) => (asked.push(input), (blocked.all = []), []),
        setPicture: (input: { picture: string | null }) => (asked.push(input), { ...me, ...input }),
      },
      sessions: sessions as never,
    },
  )
  made.app.route.go({ screen: 'settings', part })
  await waitFor(() => expect(made.app.home.myself).toEqual(me))
  return { ...made, asked }
}

test('a link to the words scrolls to them', async () => {
  await open('words')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('24 words'))
})

test('a word in either language finds a setting, and Enter leads to it', async () => {
  const { app } = await open(null)
  const field = screen.getByRole('searchbox', { name: 'Find a setting' })
  const found = () =>
    within(screen.getByRole('navigation', { name: 'Sections' }))
      .getAllByRole('link')
      .map(({ textContent }) => textContent?.trim().replace(/\s+/g, ' '))
  const type = (value: string) => fireEvent.input(field, { target: { value } })
  await type('font')
  expect(found()).toEqual(['Appearance', 'Size of text Appearance'])
  await type('バックアップ')
  expect(found()).toEqual(['Backup'])
  await type('pass')
  expect(found()).toEqual(['Passphrase'])
  await fireEvent.keyDown(field, { key: 'Enter' })
  expect(app.route.place).toEqual({ screen: 'settings', part: 'passphrase' })
  await type('zebra')
  expect(screen.getByText('No setting with that word.')).toBeTruthy()
})

test('every section that the index names is in the pane', async () => {
  await open(null)
  const sections = listSettings('browser').filter((part) => SETTINGS[part].within === undefined)
  const titles = () => [...document.querySelectorAll('section h2')].map(({ textContent }) => textContent)
  await waitFor(() =>
    expect(titles()).toEqual(
      expect.arrayContaining(
        sections.filter((part) => !NOT_COMPARED.has(part)).map((part) => SETTINGS[part].title()),
      ),
    ),
  )
})

test('a visit without a link scrolls nowhere', async () => {
  await open(null)
  expect(document.activeElement).toBe(document.body)
})

test('removing the picture from the card shows a confirmation', async () => {
  const { app, asked } = await open(null)
  await fireEvent.click(await screen.findByRole('button', { name: 'Remove picture' }))
  await waitFor(() => expect(app.home.myself?.picture).toBeNull())
  expect(asked).toEqual([{ picture: null }])
  expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Your picture is removed.'])
})

test('one’s own devices are listed, and the current device is marked', async () => {
  await open(null)
  const section = await screen.findByRole('region', { name: 'Devices' })
  expect([...section.querySelectorAll('li span')].map(({ textContent }) => textContent)).toEqual([
    'this one',
    'offline',
  ])
})

test('the list of browsers begins with this one, which is signed out only after a question', async () => {
  const at = '2026-11-24T10:00:00.000Z'
  const all = ['other', 'mine'].map((session) => {
    return {
      session,
      createdAt: at,
      lastSeenAt: at,
      isOpen: true,
      label: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
    }
  })
  const ended: unknown[] = []
  const revoke = (input: { session: string }) => {
    ended.push(input.session)
    return all.filter(({ session }) => !ended.includes(session))
  }
  const { shell, engine } = await open(null, { list: () => all, revoke })
  shell.session = () => 'mine' as SessionId
  engine.become('lost')
  engine.become('online')
  const section = within(await screen.findByRole('region', { name: 'Signed-in browsers' }))
  await section.findByText('this browser, now')
  const ends = section.getAllByRole('button', { name: 'Sign out Chrome on Linux' })
  expect(ends[0]!.closest('li')!.textContent).toContain('this browser')
  await fireEvent.click(ends[0]!)
  expect(ended).toEqual([])
  await fireEvent.click(screen.getByRole('button', { name: 'Sign out', hidden: true }))
  await waitFor(() => expect(ended).toEqual(['mine']))
})

test('a blocked person who is no contact is listed with what stations confirmed, and unblocked here', async () => {
  const { asked, engine } = await open(null)
  const section = await screen.findByRole('region', { name: 'Blocked people' })
  await within(section).findByText(
    '1 of 2 stations confirmed it so far. The rest may still open letters as before.',
  )
  reached.confirmed = 2
  engine.tell({ type: 'stations-changed' })
  await within(section).findByText('All your stations have confirmed it (2).')
  await fireEvent.click(await within(section).findByRole('button', { name: 'Unblock carol' }))
  await waitFor(() => expect(asked).toEqual([{ person: carol.person }]))
  engine.tell({ type: 'contact-changed', person: carol.person as never })
  await waitFor(() => expect(section.textContent).toContain('You haven’t blocked anyone.'))
})
