// Mailboxes in heads, in the forms of RFC 5322 and in those that programs write.
import { expect, it } from 'vitest'
import { parseAddresses } from '../../../src/core/mail/addresses.ts'

const read = (raw: string): string[] =>
  parseAddresses(raw, { charset: null }, 100).map(({ name, address }) => `${name}|${address}`)
const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

it.each([
  ['a@b.c', ['|a@b.c']],
  ['Ann <a@b.c>', ['Ann|a@b.c']],
  ['"Doe, Ann" <a@b.c>, Bob <b@b.c>', ['Doe, Ann|a@b.c', 'Bob|b@b.c']],
  ['"a \\"quoted\\" name" <a@b.c>', ['a "quoted" name|a@b.c']],
  ['a@b.c (Ann (the first))', ['Ann (the first)|a@b.c']],
  ['=?utf-8?Q?Doe,_J=C3=B6?= <a@b.c>', ['Doe, Jö|a@b.c']],
  ['"=?utf-8?Q?J=C3=B6?=" <a@b.c>', ['Jö|a@b.c']],
  ['Friends: Ann <a@b.c>, b@b.c;', ['Ann|a@b.c', '|b@b.c']],
  ['undisclosed-recipients:;', []],
  ['unlisted-recipients:; (no To-header on input)', []],
  ['(nobody)', []],
  [
    'Mary Smith <@machine.tld:mary@example.net>, , jdoe@test   . example',
    ['Mary Smith|mary@example.net', '|jdoe@test.example'],
  ],
  ['john . doe @ test . example (John)', ['John|john.doe@test.example']],
  ['J. Doe jdoe @ test.example', ['J. Doe|jdoe@test.example']],
  ['"a . b"@c.d', ['|"a . b"@c.d']],
  ['<@x,@y:a@b.c>', ['|a@b.c']],
  ['Ann <a @ b . c>', ['Ann|a@b.c']],
  ['Ann <a(here)@b.c>', ['Ann|a@b.c']],
  ['"a b"@c.d', ['|"a b"@c.d']],
  ['test1@local>', ['|test1@local']],
  ['nsb <>', ['nsb|']],
  ['MAILER-DAEMON', ['MAILER-DAEMON|']],
  ['<>', []],
  ['', []],
  ['Ann <a@b.c> Bob <b@b.c>', ['Ann|a@b.c', 'Bob|b@b.c']],
  ['"Someone" <a@b.c>:<evil@b.c>', ['Someone|a@b.c', ':|evil@b.c']],
  ['x@[IPv6:fe80::1]', ['|x@[IPv6:fe80::1]']],
  [raw('Jöran <jøran@example.com>'), ['Jöran|jøran@example.com']],
  [raw('한국론 <a@b.c>'), ['한국론|a@b.c']],
])('reads %s', (field, expected) => {
  expect(read(field)).toEqual(expected)
})

it('a name that ends in the byte A0 keeps it', () => {
  // The last byte of 론 is A0, which JavaScript counts as a space.
  expect(read(raw('멜론 <a@b.c>'))).toEqual(['멜론|a@b.c'])
})

it('very long fields take little time', () => {
  expect(read('a'.repeat(200_000)).length).toBe(1)
  expect(read('('.repeat(100_000))).toEqual([])
  expect(read('a@b.c,'.repeat(30_000)).length).toBe(100)
})
