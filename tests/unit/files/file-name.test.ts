// File names from other devices become one harmless name.
import { expect, test } from 'vitest'
import { numberedName, safeFileName } from '../../../src/core/files/file-name.ts'

test('safeFileName() returns one name, never a path', () => {
  expect(safeFileName('../../etc/passwd')).toBe('passwd')
  expect(safeFileName('C:\\Windows\\system32\\evil.dll')).toBe('evil.dll')
  expect(safeFileName('/')).toBe('file')
  expect(safeFileName('..')).toBe('file')
  expect(safeFileName('a:b')).toBe('a_b')
  expect(safeFileName('')).toBe('file')
})

test('safeFileName() removes controls and direction marks', () => {
  expect(safeFileName('photo\u202egpj.exe')).toBe('photogpj.exe')
  expect(safeFileName('a\u0000b\u0007c\u2028d\u200be.txt')).toBe('abcde.txt')
  expect(safeFileName('half\ud800.txt')).toBe('half.txt')
})

test('safeFileName() normalizes to NFC, also if a removed mark separated a letter from its accent', () => {
  for (const raw of ['cafe\u200b\u0301.txt', '\u1100\u1161\u202e\u11a8', 'e\u0007\u0301'])
    expect(safeFileName(raw)).toBe(safeFileName(raw).normalize('NFC'))
  expect(safeFileName('cafe\u200b\u0301.txt')).toBe('café.txt')
})

test('safeFileName() changes device names of Windows and names that have an effect by being in a folder', () => {
  for (const name of ['CON', 'nul.txt', 'COM1.tar.gz', 'lpt¹', 'aux .log', 'desktop.ini', 'AUTORUN.INF'])
    expect(safeFileName(name)).toBe(`_${name}`)
  expect(safeFileName('console.txt')).toBe('console.txt')
  expect(safeFileName('name. . .')).toBe('name')
})

test('safeFileName() replaces leading dots, which hide a file', () => {
  expect(safeFileName('.bashrc')).toBe('_bashrc')
  expect(safeFileName('...')).toBe('file')
})

test('safeFileName() shortens a name of 10,000 characters and keeps its ending', () => {
  const name = safeFileName(`${'é'.repeat(10_000)}.jpeg`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  expect(name.endsWith('.jpeg')).toBe(true)
  expect(Buffer.byteLength(safeFileName(`a.${'x'.repeat(10_000)}`))).toBeLessThanOrEqual(200)
})

test('safeFileName() keeps ordinary names in every script', () => {
  for (const name of [
    '会議 2031.pdf',
    'Müller & Söhne (final).docx',
    '👩\u200d👧.png',
    'نامه.txt',
    'a.tar.gz',
  ])
    expect(safeFileName(name)).toBe(name.normalize('NFC'))
})

test('numberedName() puts the number before the ending', () => {
  expect([numberedName('a.txt', 1), numberedName('a.txt', 2), numberedName('a', 3)]).toEqual([
    'a.txt',
    'a (2).txt',
    'a (3)',
  ])
})
