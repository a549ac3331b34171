// The type of a file is detected from its bytes.
import { expect, test } from 'vitest'
import { typeOfContent } from '../../../src/core/files/file-type.ts'

const type = (start: string, name = 'x'): string => typeOfContent(Buffer.from(start, 'latin1'), name)

test('typeOfContent() recognises known first bytes, whatever the name says', () => {
  expect(type('\xff\xd8\xff\xe0', 'a.txt')).toBe('image/jpeg')
  expect(type('\x89PNG\r\n\x1a\n')).toBe('image/png')
  expect(type('RIFF\0\0\0\0WEBPVP8 ')).toBe('image/webp')
  expect(type('\0\0\0\x20ftypavif')).toBe('image/avif')
  expect(type('\0\0\0\x20ftypisom')).toBe('video/mp4')
  expect(type('%PDF-1.7')).toBe('application/pdf')
  expect(type('\xff\xfb\x90\x64')).toBe('audio/mpeg')
})

test('a program with the name of a picture is not a picture', () => {
  expect(type('MZ\x90\0', 'cat.jpg')).toBe('application/vnd.microsoft.portable-executable')
  expect(type('\x7fELF\x02', 'cat.png')).toBe('application/x-executable')
  expect(type('#!/bin/sh\nrm -r /', 'cat.gif')).toBe('text/x-script')
})

test('SVG and HTML get their own types, so that they are not shown as pictures or plain text', () => {
  expect(type('<?xml version="1.0"?>\n<svg xmlns="x">', 'a.png')).toBe('image/svg+xml')
  expect(type('  <!-- x --><svg onload=alert(1)>')).toBe('image/svg+xml')
  expect(type('<!DOCTYPE html><script>', 'a.txt')).toBe('text/html; charset=utf-8')
})

test('the ending only refines a zip, an OLE file or a text', () => {
  expect(type('PK\x03\x04', 'a.docx')).toContain('wordprocessingml')
  expect(type('PK\x03\x04', 'a.jpg')).toBe('application/zip')
  expect(type('# Title', 'a.md')).toBe('text/markdown; charset=utf-8')
  expect(type('hello', 'a.pdf')).toBe('text/plain; charset=utf-8')
  expect(type('\0\x01\x02', 'a.txt')).toBe('application/octet-stream')
  expect(type('')).toBe('text/plain; charset=utf-8')
})
