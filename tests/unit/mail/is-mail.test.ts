// Which files count as mail.
import { expect, it } from 'vitest'
import { isMail } from '../../../src/core/mail/is-mail.ts'

it.each([
  ['From: a@b.c\n\nx', 'x'],
  ['From  : a@b.c\n\nx', 'x'],
  ['Subject :x\n\n', 'x'],
  ['\r\n\r\nReceived: by x\r\n\r\n', 'x'],
  ['\xef\xbb\xbfTo: a\n\n', 'x'],
  ['From a@b Mon Jan 5 12:00:00 2004\nDate: x\n\n', 'x'],
  ['Content-Type: text/plain\nMIME-Version: 1.0\n\nx', 'x'],
  ['Content-Type: text/plain\n\nx', 'a.eml'],
  ['MIME-Version: 1.0\nodd line\n\nx', 'a.EML'],
  ['X-Anything: 1\n\nx', 'Mail/cur/1.x:2,S'],
  ['X-Anything: 1\r\n\r\nH\0e\0l\0l\0o\0', 'a.eml'],
  ['Anything: 1\n\nH\0e\0l\0l\0o\0', 'a.eml'],
  ['Anything: 1\n\nx', 'box (3)'.replace('box', 'a.mbox')],
])('%j in a file named %s is a mail', (start, name) => {
  expect(isMail(start, name)).toBe(true)
})

it.each([
  ['\xff\xd8\xff\0\0', 'photo.jpg'],
  ['\xff\xd8\xff\0\0', 'photo.eml'],
  ['Dear Ann,\n\nfrom: here\n', 'notes.txt'],
  ['Dear Ann,\n\nfrom: here\n', 'notes.eml'],
  ['<html>\nContent-Type: text/html\n</html>', 'page.html'],
  ['BEGIN:VCALENDAR\nVERSION:2.0\n', 'a.ics'],
  ['', 'empty'],
])('%j in a file named %s is no mail', (start, name) => {
  expect(isMail(start, name)).toBe(false)
})
