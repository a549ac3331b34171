// One rule for files decides how they are shown, saved, and opened in other programs.
import { expect, test } from 'vitest'
import { decideOpening, isDisguised, isProgram, type Opening } from '../../../src/core/contract/index.ts'
import { decideFileName } from '../../../src/core/files/index.ts'

const PE = 'application/vnd.microsoft.portable-executable'
const UNKNOWN = 'application/octet-stream'
const AS_IT_IS: Opening = { inside: 'as-it-is', outside: 'ask' }
const TEXT: Opening = { inside: 'as-text', outside: 'ask' }
const NEVER_TEXT: Opening = { inside: 'as-text', outside: 'never' }
const CARD: Opening = { inside: 'as-card', outside: 'ask' }
const NEVER: Opening = { inside: 'as-card', outside: 'never' }

/** A name, its content type, the name under which it is saved, and how it may be opened. */
const TABLE: readonly (readonly [name: string, type: string, saved: string, opening: Opening])[] = [
  ['photo.jpg', 'image/jpeg', 'photo.jpg', AS_IT_IS],
  ['photo.JPEG', 'image/jpeg', 'photo.JPEG', AS_IT_IS],
  ['photo', 'image/jpeg', 'photo', { inside: 'as-it-is', outside: 'never' }],
  ['会議 2031.pdf', 'application/pdf', '会議 2031.pdf', AS_IT_IS],
  ['plan.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'plan.docx', CARD],
  ['old.xyz', UNKNOWN, 'old.xyz', NEVER],
  ['film.mp4', UNKNOWN, 'film.mp4', NEVER],
  ['note.txt', 'text/plain; charset=utf-8', 'note.txt', TEXT],
  ['archive.tar.gz', 'application/gzip', 'archive.tar.gz', NEVER],
  // A program by its content, under another name.
  ['cat.jpg', PE, 'cat.jpg.program', NEVER],
  ['cat', PE, 'cat.program', NEVER],
  ['cat.gif', 'text/x-script', 'cat.gif.program', NEVER_TEXT],
  ['setup.exe', PE, 'setup.exe', NEVER],
  ['tool', 'application/x-executable', 'tool.program', NEVER],
  // Two extensions. A system may show the first and act by the second.
  ['invoice.pdf.exe', PE, 'invoice_pdf.exe', NEVER],
  ['invoice.pdf.exe', UNKNOWN, 'invoice_pdf.exe', NEVER],
  ['photo.jpg.lnk', UNKNOWN, 'photo_jpg.lnk', NEVER],
  ['photo.jpg.js', 'text/plain; charset=utf-8', 'photo_jpg.js', NEVER_TEXT],
  ['holiday.png.scr . . ', PE, 'holiday_png.scr', NEVER],
  ['photo\u202egpj.exe', PE, 'photogpj.exe', NEVER],
  ['sheet.xlsm', 'application/zip', 'sheet.xlsm', NEVER],
  // A system would run a picture with the name of a program.
  ['photo.bat', 'image/jpeg', 'photo_bat.jpg', { inside: 'as-it-is', outside: 'never' }],
  ['song.com', 'audio/mpeg', 'song_com.mp3', { inside: 'as-it-is', outside: 'never' }],
  // Known content under the name of another kind.
  ['photo.jpg', 'application/zip', 'photo.jpg.zip', NEVER],
  ['photo.png', 'text/html; charset=utf-8', 'photo.png.txt', NEVER_TEXT],
  ['paper.pdf', 'image/png', 'paper.pdf.png', { inside: 'as-it-is', outside: 'never' }],
  // Markup is shown as text and never opened in a browser.
  ['drawing.svg', 'image/svg+xml', 'drawing.svg', NEVER_TEXT],
  ['page.html', 'text/html; charset=utf-8', 'page.html', NEVER_TEXT],
  ['drawing.png', 'image/svg+xml', 'drawing.png.txt', NEVER_TEXT],
  // Paths, device names of Windows, and invalid names.
  ['../../.bashrc', 'text/plain; charset=utf-8', '_bashrc', NEVER_TEXT],
  ['C:\\Windows\\con.jpg', 'image/jpeg', '_con.jpg', AS_IT_IS],
  ['\u0000\u202e', UNKNOWN, 'file', NEVER],
]

test.each(TABLE)('%j with %s is saved as %j', (name, type, saved, opening) => {
  expect(decideFileName(name, type)).toBe(saved)
  expect(decideOpening({ name: name.replace(/^.*[\\/]/, ''), type })).toEqual(opening)
})

test('a saved name shows the real kind of the file, is not disguised and is not changed again', () => {
  for (const [name, type] of TABLE) {
    const saved = decideFileName(name, type)
    expect([saved, isDisguised({ name: saved, type }), decideFileName(saved, type)]).toEqual([
      saved,
      false,
      saved,
    ])
  }
})

test('a name of 10,000 characters keeps the extension of its real kind', () => {
  const saved = decideFileName(`${'x'.repeat(10_000)}.jpg`, PE)
  expect([saved.endsWith('.program'), Buffer.byteLength(saved) <= 200]).toEqual([true, true])
})

test('a program is recognised in capitals too, and with trailing dots', () => {
  for (const name of ['A.EXE', 'a.Bat.', 'a.cmd  ', 'a.PS1. .'])
    expect(isProgram({ name, type: UNKNOWN })).toBe(true)
})

const PDF = 'application/pdf'
/** Extensions of files that some system runs, installs or imports. */
const ACTING =
  'msixbundle appxbundle appinstaller ppkg msu search-ms flatpak xlsb cab crx xpi vbox ova sln csproj ipynb pyzw r jl groovy elc torrent ovpn cer pfx ' +
  'crt contact diagcfg diagpkg wim appcontent-ms printerexport dqy oqy rqy iqy odc htc xht xml xsl swf air job rgs isp mad maf mam mdb accdb prf fxp hpj grp ' +
  'pyo zip 7z rar gz tar iso doc xls ppt rtf csv json html svg eml msg ai eps ps xps djvu'

test('a kind that is not on the list of openable kinds can only be saved, whatever its content', () => {
  for (const ending of ACTING.split(' '))
    for (const type of [UNKNOWN, PDF, 'image/jpeg', 'text/plain', 'application/zip'])
      expect(decideOpening({ name: `invoice.${ending}`, type }).outside, `${ending} ${type}`).toBe('never')
})

test('an extension on the list needs matching content', () => {
  const types = [PDF, 'image/png', 'text/plain; charset=utf-8', 'audio/mpeg', UNKNOWN, PE]
  const opened = ['pdf', 'png', 'txt', 'mp3'].map((ending) =>
    types.map((type) => decideOpening({ name: `a.${ending}`, type }).outside),
  )
  expect(opened).toEqual([
    ['ask', 'never', 'never', 'never', 'never', 'never'],
    ['never', 'ask', 'never', 'never', 'never', 'never'],
    ['never', 'never', 'ask', 'never', 'never', 'never'],
    ['never', 'never', 'never', 'ask', 'never', 'never'],
  ])
})

test.each([
  ['invoice.exe.pdf', 'never'],
  ['invoice.PDF.pdf', 'never'],
  ['invoice.js .pdf', 'never'],
  ['invoice.pdf.', 'never'],
  ['invoice.pdf ', 'never'],
  ['invoice\u202efdp.pdf', 'never'],
  ['invoice\u200b.pdf', 'never'],
  ['invoice.pdf:stream.pdf', 'never'],
  ['folder/invoice.pdf', 'never'],
  ['pdf', 'never'],
  ['.pdf', 'never'],
  ['invoice.constructor', 'never'],
  ['INVOICE.PDF', 'ask'],
  ['2031.04.report v1.2.pdf', 'ask'],
  ['می\u200cخواهم.pdf', 'ask'],
])('a PDF named %j is opened outside: %s', (name, outside) => {
  expect(decideOpening({ name, type: PDF }).outside).toBe(outside)
})
