// What a sender's name and address pretend.
import { describe, expect, it } from 'vitest'
import { lookAlikeFinder } from '../../../src/core/identity/index.ts'
import { suspicionsOf } from '../../../src/core/mail/suspicions.ts'

const of = (name: string, address: string, contacts: string[] = []): string[] =>
  suspicionsOf({ name, address }, lookAlikeFinder(contacts))

describe('suspicionsOf()', () => {
  it.each([
    ['Alice', 'alice@example.org'],
    ['alice@example.org', 'Alice@example.org'],
    ['山田 (営業)', 'yamada@example.co.jp'],
    ['Alice @ Example', 'alice@example.org'],
    ['', ''],
  ])('finds nothing at %s <%s>', (name, address) => {
    expect(of(name, address, ['Bob'])).toEqual([])
  })

  it.each([
    'service@bank.example',
    'Bank <service@bank.example>',
    'service＠bank.example',
    'My Bank "service@bank.example" ',
  ])('marks another address in the name: %s', (name) => {
    expect(of(name, 'thief@evil.example')).toEqual(['other-address'])
  })

  it('marks letters that can look like others, also written as A-labels', () => {
    expect(of('Alice', 'a@bücher.example')).toEqual(['foreign-letters'])
    expect(of('Alice', 'a@xn--bcher-kva.example')).toEqual(['foreign-letters'])
    expect(of('Alice', 'a@日本語tokyo.example')).toEqual(['foreign-letters'])
    // The first letter is Cyrillic.
    expect(of('Alice', 'a@аpple.example')).toEqual(['foreign-letters', 'mixed-scripts'])
    expect(of('Alice', 'a@xn--pple-43d.example')).toEqual(['foreign-letters', 'mixed-scripts'])
  })

  it('marks a name that looks like that of a contact', () => {
    expect(of('AIice', 'thief@evil.example', ['Alice'])).toEqual(['like-a-contact'])
    expect(of('Bob', 'thief@evil.example', ['Alice'])).toEqual([])
  })
})
