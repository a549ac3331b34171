// What the palette finds, and in which order.
import { expect, it } from 'vitest'
import { filterCommands, type Command } from '../../../src/renderer/palette/commands.ts'

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
