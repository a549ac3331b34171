// A mail address is a person with a key, and a search finds them by name, address or domain.
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import {
  correspondentKey,
  correspondentsSchema,
  findCorrespondent,
  findCorrespondents,
  keepCorrespondent,
  suggestCorrespondents,
} from '../../../src/core/correspondents/index.ts'
import { HomeLedger } from '../../support/home-ledger.ts'
import { planOf } from '../../support/query-plans.ts'

const keyOf = (address: string, name = ''): string => toHex(correspondentKey({ name, address }))

describe('the key of a correspondent', () => {
  it.each([
    ['another name', 'mara@example.org', 'Mara'],
    ['capitals', 'Mara@Example.ORG', ''],
    ['the domain in A-labels', 'mara@xn--bcher-kva.example', ''],
  ])('is the same for %s', (_what, address, name) => {
    const same = address.includes('xn--') ? 'mara@bücher.example' : 'mara@example.org'
    expect(keyOf(address, name)).toBe(keyOf(same))
  })

  it('differs for other addresses, and by name where there is no address', () => {
    const keys = [
      keyOf('mara@example.org'),
      keyOf('mara+x@example.org'),
      keyOf('mara@mail.example.org'),
      keyOf('', 'mara@example.org'),
      keyOf('', 'Mara'),
      keyOf('', ''),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the correspondents that are known', () => {
  const people = [
    ['Mara Lind', 'mara@bakery.example'],
    ['山田 太郎', 'taro@example.jp'],
    ['', 'news@list.bakery.example'],
    ['100% Sale_', 'sale@shop.example'],
    ['Nameless', ''],
  ] as const

  function openLedger(): HomeLedger {
    const ledger = new HomeLedger([correspondentsSchema])
    ledger.transact((tx) => {
      for (const [name, address] of people) keepCorrespondent(tx, { name, address }, 1_000)
    })
    return ledger
  }

  it.each([
    ['mara@bakery.example', ['mara@bakery.example']],
    ['MARA@BAKERY.example', ['mara@bakery.example']],
    ['mara@bak', ['mara@bakery.example']],
    ['@bakery.example', ['mara@bakery.example', 'news@list.bakery.example']],
    ['@list.bakery.example', ['news@list.bakery.example']],
    ['@akery.example', []],
    ['@', []],
    ['lind', ['mara@bakery.example']],
    ['ＭＡＲＡ', ['mara@bakery.example']],
    ['太郎', ['taro@example.jp']],
    ['news', ['news@list.bakery.example']],
    ['100%', ['sale@shop.example']],
    ['sale_', ['sale@shop.example']],
    ['%', []],
    ['ind', []],
    ['nameless', ['']],
    ['mara  lind mara@b', ['mara@bakery.example']],
    ['lind berg', []],
    ['', []],
  ])('are found by %s', (typed, expected) => {
    const ledger = openLedger()
    const found = findCorrespondents(ledger, typed).map((key) => findCorrespondent(ledger, key)!.address)
    expect(found.sort()).toEqual(expected)
  })

  it.each([
    ['bakery.example', ['mara@bakery.example']],
    ['BAKERY', ['mara@bakery.example']],
    ['@bak', ['mara@bakery.example']],
    ['＠LIST.bakery', ['news@list.bakery.example']],
    ['@mara', []],
    ['@', []],
    ['', []],
    ['bücher', ['a@xn--bcher-kva']],
    // Who is called so comes before those of the domain, whenever they were seen.
    ['s', ['sale@shop.example', 'last@s.example']],
    ['mara', ['mara@bakery.example']],
  ])('are suggested by the start of a domain: %s', (typed, expected) => {
    const ledger = openLedger()
    ledger.transact((tx) => {
      keepCorrespondent(tx, { name: 'Last', address: 'last@s.example' }, 9_000)
      keepCorrespondent(tx, { name: 'A', address: 'a@xn--bcher-kva' }, 9_000)
    })
    expect(suggestCorrespondents(ledger, typed, 2).map(({ address }) => address)).toEqual(expected)
  })

  it('keep the name of the newest mail that has one', () => {
    const ledger = openLedger()
    const key = correspondentKey({ name: '', address: 'mara@bakery.example' })
    const nameAfter = (name: string, seenAt: number): string => {
      ledger.transact((tx) => keepCorrespondent(tx, { name, address: 'Mara@Bakery.example' }, seenAt))
      return findCorrespondent(ledger, key)!.name
    }
    expect(nameAfter('Older', 500)).toBe('Mara Lind')
    ledger.transact((tx) => keepCorrespondent(tx, { name: 'List', address: 'news@list.bakery.example' }, 500))
    expect(findCorrespondents(ledger, 'list')).toHaveLength(1)
    expect(nameAfter('', 2_000)).toBe('Mara Lind')
    expect(nameAfter('Mara Berg', 2_000)).toBe('Mara Berg')
    expect(findCorrespondents(ledger, 'berg')).toHaveLength(1)
    expect(findCorrespondents(ledger, 'lind')).toEqual([])
    // The same name in a newer mail counts, too.
    expect([nameAfter('Mara Berg', 4_000), nameAfter('Mara L.', 3_000)]).toEqual(['Mara Berg', 'Mara Berg'])
  })

  it('are found by each word of a long name, and by the address behind it', () => {
    const ledger = openLedger()
    const name = Array.from({ length: 30 }, (_, at) => `word${at}`).join(' ')
    const address = `${'long'.repeat(30)}@example.com`
    ledger.transact((tx) => keepCorrespondent(tx, { name, address }, 2_000))
    const found = ['word0', 'word10 word11', address.slice(0, 20), address].map(
      (typed) => findCorrespondents(ledger, typed).length,
    )
    expect(found).toEqual([1, 1, 1, 1])
    const { count } = ledger.get<{ count: number }>(
      'SELECT count(*) AS count FROM correspondent_words WHERE key = ?',
      correspondentKey({ name, address }),
    )!
    expect(count).toBeLessThanOrEqual(12)
  })

  it('are looked up by the start of an index, the last one seen first', () => {
    const ledger = openLedger()
    ledger.transact((tx) => {
      for (let at = 0; at < 300; at++)
        keepCorrespondent(tx, { name: `Ken ${at}`, address: `k${at}@example.com` }, at)
    })
    const asked: string[] = []
    const rows = {
      get: ledger.get.bind(ledger),
      all: ((sql: string, ...params: never[]) => {
        asked.push(sql)
        return ledger.all(sql, ...params)
      }) as HomeLedger['all'],
    }
    const names = suggestCorrespondents(rows, 'ken', 3).map(({ name }) => name)
    expect(suggestCorrespondents(rows, '@exam', 3)).toHaveLength(3)
    expect(names).toEqual(['Ken 299', 'Ken 298', 'Ken 297'])
    const plan = asked.flatMap((sql) => planOf(ledger, sql)).join('; ')
    expect(plan).toContain('SEARCH correspondent_words USING PRIMARY KEY (words>? AND words<?)')
    expect(plan).toContain(
      'SEARCH correspondents USING COVERING INDEX correspondents_by_domain (domain>? AND domain<?)',
    )
    expect(plan).not.toContain('SCAN')
  })
})
