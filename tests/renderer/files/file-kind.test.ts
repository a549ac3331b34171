// The kind of a file as shown depends on its content; a name alone makes nothing a picture or
// harmless.
import { expect, test } from 'vitest'
import { isDisguised, kindOfFile, stageOf } from '../../../src/renderer/files/file-kind.ts'

const PROGRAM = 'application/vnd.microsoft.portable-executable'

test.each([
  ['holiday.jpg', 'image/jpeg', 'picture', 'picture'],
  ['holiday.heic', 'image/heic', 'picture', 'card'],
  ['film.mp4', 'video/mp4', 'film', 'film'],
  ['film.avi', 'video/x-msvideo', 'film', 'card'],
  ['song.flac', 'audio/flac', 'song', 'song'],
  ['minutes.md', 'text/markdown; charset=utf-8', 'markdown', 'text'],
  ['list.csv', 'text/csv; charset=utf-8', 'table', 'text'],
  [
    'plan.docx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'document',
    'card',
  ],
  ['all.zip', 'application/zip', 'archive', 'card'],
  ['page.html', 'text/html; charset=utf-8', 'text', 'text'],
  ['drawing.svg', 'image/svg+xml', 'text', 'text'],
  ['nobody-knows', 'application/octet-stream', 'other', 'card'],
  ['setup.exe', PROGRAM, 'program', 'card'],
  ['holiday.jpg', PROGRAM, 'program', 'card'],
  ['holiday.jpg.scr', 'application/octet-stream', 'program', 'card'],
  ['run.sh', 'text/x-script', 'program', 'text'],
] as const)('%s with %s inside is a %s, shown as %s', (name, type, kind, stage) => {
  expect([kindOfFile({ name, type }), stageOf({ name, type })]).toEqual([kind, stage])
})

test.each([
  ['holiday.jpg', PROGRAM, true],
  ['holiday.jpg', 'image/svg+xml', true],
  ['letter.pdf', 'text/html; charset=utf-8', true],
  ['song.mp3', 'application/zip', true],
  ['holiday.JPG', 'image/png', false],
  ['holiday', PROGRAM, false],
  ['notes.txt', 'text/plain; charset=utf-8', false],
] as const)('%s with %s inside contradicts its name: %s', (name, type, disguised) => {
  expect(isDisguised({ name, type })).toBe(disguised)
})
