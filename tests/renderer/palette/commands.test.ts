// The commands that the palette finds, and their order.
import { expect, it } from 'vitest'
import { filterCommands, listCommands, type Command } from '../../../src/renderer/palette/commands.ts'
import { contact } from '../compose/people-of-tests.ts'
import { createApp } from '../support/render.ts'

const commands = [
  'Go to Sent',
  'Send',
  'Show all shortcuts',
  'ABC の手紙',
  '受信へ',
  'Write to Ana Reis',
].map((label): Command => ({ id: label, label, keys: [], run: () => undefined }))

it.each([
  ['', ['Go to Sent', 'Send', 'Show all shortcuts', 'ABC の手紙', '受信へ', 'Write to Ana Reis']],
  ['sen', ['Send', 'Go to Sent']],
  ['reis write', ['Write to Ana Reis']],
  ['ＡＢＣ', ['ABC の手紙']],
  ['受', ['受信へ']],
  ['nothing', []],
])('%j finds %j', (query, labels) => {
  expect(filterCommands(commands, query).map(({ label }) => label)).toEqual(labels)
})

it('the commands of the open letter come before other routes, and undo only if there is something to undo', () => {
  const { app } = createApp()
  const none = () => undefined
  app.shortcuts.bind({ goInbox: none, undo: none, archive: none })
  const ids = () => listCommands(app, []).map(({ id }) => id)
  expect(ids().slice(0, 2)).toEqual(['archive', 'goInbox'])
  app.toasts.show({ text: 'Archived.', undo: none })
  expect(ids().slice(0, 3)).toEqual(['archive', 'undo', 'goInbox'])
})

it('the palette never offers to send: Enter in a list must not send a letter', () => {
  const { app } = createApp()
  app.shortcuts.bind({ send: () => undefined, attach: () => undefined })
  const ids = listCommands(app, []).map(({ id }) => id)
  expect(ids).not.toContain('send')
  expect(ids).toContain('attach')
})

const labelsFor = (query: string): string[] => {
  const { app } = createApp()
  app.shortcuts.bind({ send: () => undefined, archive: () => undefined, goSent: () => undefined })
  return filterCommands(listCommands(app, [contact('Carol'), contact('Oscar')]), query).map(
    ({ label }) => label,
  )
}

it.each([
  ['car', ['Write to Carol', 'Carol in People']],
  ['invite', ['Invite someone, or accept an invitation']],
  ['招待', ['Invite someone, or accept an invitation']],
  ['backup', ['Setting: Backup']],
  ['バックアップ', ['Setting: Backup']],
  ['font', ['Setting: Appearance', 'Setting: Size of text']],
  ['delete', []],
])('the words %j lead first to %j', (query, labels) => {
  expect(labelsFor(query).slice(0, labels.length)).toEqual(labels)
})

it.each(['s', 'se', 'send', ''])('what %j finds never begins with sending', (query) => {
  expect(labelsFor(query)[0]).not.toMatch(/^Send/)
})
