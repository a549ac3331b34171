// Words of a query that name a contact or a group, and the search that each of them offers.
import { describe, expect, it } from 'vitest'
import { offerNames, searchNamed } from '../../../src/renderer/search/name-offers.ts'

const contacts = [{ name: 'Bob' }, { name: 'Ana Ruiz' }, { name: '伊藤' }, { name: '田中太郎' }]
const groups = [{ name: 'Choir' }, { name: 'Harbour choir' }]
const offered = (query: string): string[] =>
  offerNames(query, contacts, groups).map((offer) => `${offer.name}: ${offer.query}`)

describe('offers of names', () => {
  it('replaces the name by a filter, and keeps the other words', () => {
    expect([offered('pdf BOB spring'), offered('伊藤さん 会議'), offered('田中 会議')]).toEqual([
      ['Bob: from:Bob pdf spring', 'Bob: to:Bob pdf spring'],
      ['伊藤: from:伊藤 会議', '伊藤: to:伊藤 会議'],
      ['田中太郎: from:田中太郎 会議', '田中太郎: to:田中太郎 会議'],
    ])
  })

  it('takes one word of a contact’s name, and all of it when all of it is typed', () => {
    expect([offered('ruiz'), offered('letters ana ruiz')]).toEqual([
      ['Ana Ruiz: from:"Ana Ruiz"', 'Ana Ruiz: to:"Ana Ruiz"'],
      ['Ana Ruiz: from:"Ana Ruiz" letters', 'Ana Ruiz: to:"Ana Ruiz" letters'],
    ])
  })

  it('asks for the whole name of a group', () => {
    expect([offered('harbour'), offered('harbour choir')]).toEqual([
      [],
      ['Choir: in:Choir harbour', 'Harbour choir: in:"Harbour choir"'],
    ])
  })

  it('joins the filters of all who are meant to one search, with the other words', () => {
    const all = (query: string) => searchNamed(offerNames(query, contacts, groups))
    expect([all('bob'), all('bob spring'), all('spring')]).toEqual([
      { names: ['Bob'], query: 'from:Bob OR to:Bob' },
      { names: ['Bob'], query: 'from:Bob OR to:Bob spring' },
      null,
    ])
  })

  it('offers nothing for part of a word, a phrase, a filter or a word that is left out', () => {
    expect(['bobsleigh', 'bo', '"by bob now"', 'from:bob', 'label:"old bob day"', '-bob', '']).toSatisfy(
      (queries: string[]) => queries.every((query) => offered(query).length === 0),
    )
  })
})
