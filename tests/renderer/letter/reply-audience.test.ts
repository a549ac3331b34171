// Whom a reply reaches: all who have the letter and can be written to, or its author alone.
import { describe, expect, it } from 'vitest'
import type { Addressee, Contact, GroupId, GroupSummary, PersonId } from '../../../src/core/contract/index.ts'
import { mailAudience, replyAudience } from '../../../src/renderer/letter/reply-audience.ts'
import { ANA, BEN, ME, refOf } from '../inbox/letters.ts'

const CARA = { person: 'cara' as PersonId, name: 'Cara' }
const CHOIR = { group: 'choir' as GroupId, person: null, name: 'Choir' } satisfies Addressee
const SELF = { person: 'self', name: '' } satisfies Addressee

const contact = (one: typeof ANA, blocked = false) => ({ ...one, blocked }) as Contact
const choir = (more: Partial<GroupSummary> = {}) =>
  [{ ...CHOIR, role: 'writer', membership: 'member', ...more }] as unknown as GroupSummary[]

const audienceOf = (
  from: typeof ANA,
  to: readonly Addressee[],
  contacts: readonly Contact[] = [contact(ANA), contact(BEN)],
  groups: readonly GroupSummary[] = [],
) => replyAudience({ ref: refOf('x'), subject: 'x', from, to: [...to] }, { me: ME.person, contacts, groups })

describe('a reply to a letter to several', () => {
  it('reaches its author first, then its other readers, and never oneself', () => {
    expect(audienceOf(ANA, [ME, BEN])).toEqual({ all: ['ana', 'ben'], author: 'ana', unreached: [] })
  })

  it('names those whom it does not reach, also a blocked one, and also the author', () => {
    expect(audienceOf(ANA, [ME, BEN, CARA])).toEqual({
      ...{ all: ['ana', 'ben'], author: 'ana', unreached: [CARA] },
    })
    expect(audienceOf(CARA, [ME, BEN], [contact(CARA, true), contact(BEN)])).toEqual({
      ...{ all: ['ben'], author: null, unreached: [CARA] },
    })
    expect(audienceOf(CARA, [ME])).toEqual({ all: [], author: null, unreached: [CARA] })
  })

  it('reaches the readers of an own letter, who has no other author', () => {
    expect(audienceOf(ME, [ANA, BEN])).toEqual({ all: ['ana', 'ben'], author: null, unreached: [] })
  })
})

describe('a reply to a post', () => {
  it('reaches the group, or its author alone', () => {
    const all = { all: ['choir'], author: 'ana', unreached: [] }
    expect(audienceOf(ANA, [CHOIR], undefined, choir())).toEqual(all)
  })

  it.each([
    ['who may only read', choir({ role: 'reader' })],
    ['who has left', choir({ membership: 'left' })],
    ['whose group is not known', []],
  ])('of somebody %s reaches its author alone', (_, groups) => {
    expect(audienceOf(ANA, [CHOIR], undefined, groups)).toEqual({
      ...{ all: ['ana'], author: 'ana', unreached: [] },
    })
  })
})

it('a reply to a note is a note', () => {
  expect(audienceOf(ME, [SELF])).toEqual({ all: ['self'], author: null, unreached: [] })
})

describe('a reply to a mail', () => {
  const DOC = { person: 'doc' as PersonId, name: 'Dr Weiss', address: 'office@weiss-zahn.example' }
  const OWN = { ...ME, address: 'me@harbour.example' }
  const BARE = { person: 'x' as PersonId, name: 'x@y.example', address: 'x@y.example' }

  it('goes to addresses and to persons, never to oneself, until the home has read what it asks for', () => {
    expect(audienceOf(DOC, [OWN, BARE, BEN])).toEqual({
      all: ['Dr Weiss <office@weiss-zahn.example>', 'x@y.example', 'ben'],
      author: 'Dr Weiss <office@weiss-zahn.example>',
      unreached: [],
    })
  })

  it('goes where the mail says', () => {
    const all = ['List <list@y.example>', 'x@y.example']
    expect(mailAudience({ sender: ['List <list@y.example>'], all, from: null })).toEqual({
      ...{ all, author: 'List <list@y.example>', unreached: [] },
    })
    expect(mailAudience({ sender: all, all, from: null })).toEqual({ all, author: null, unreached: [] })
  })
})
