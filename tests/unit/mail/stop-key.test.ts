// Which mails one press stops. A List-Id is a claim, so it counts only together with who vouches for it.
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { checkMail } from '../../../src/core/mail/mail-checks.ts'

const HOP = 'Received: from a (b [192.0.2.1]) by mx with ESMTPS; Mon, 5 Jan 2004'
const passed = (domain: string): string => `Authentication-Results: mx; dkim=pass header.d=${domain}`
const SHOP = 'From: Shop <news@shop.example>'
const LIST = 'List-Id: Sale <sale.shop.example>'
const OUT = 'List-Unsubscribe: <mailto:out@shop.example>'
const FORUM = ['List-Id: <dev.lists.example>', 'List-Post: <mailto:dev@lists.example>']

function keyOf(lines: readonly string[], trusted: string[] | null = []): string | null {
  const { stopKey } = checkMail(Buffer.from([...lines, '', ''].join('\r\n')), trusted)
  return stopKey === null ? null : toHex(stopKey)
}

const PROVEN = keyOf([passed('shop.example'), HOP, SHOP, LIST])

describe('a list', () => {
  it('names one list for all senders of a domain', () => {
    expect(PROVEN).toHaveLength(64)
    expect(
      keyOf([passed('shop.example'), HOP, 'From: sale@shop.example', 'List-Id: <SALE.shop.example>', OUT]),
    ).toBe(PROVEN)
  })

  it.each([
    ['a mail that nothing proves', [HOP, SHOP, LIST]],
    ['results that the sender wrote', [HOP, passed('shop.example'), SHOP, LIST]],
    ['another proven domain', [passed('evil.example'), HOP, 'From: news@evil.example', LIST]],
    ['a signature of another domain', [passed('evil.example'), HOP, SHOP, LIST]],
    ['another list', [passed('shop.example'), HOP, SHOP, 'List-Id: <care.shop.example>']],
    ['no list', [passed('shop.example'), HOP, SHOP, OUT]],
  ])('is another one with %s', (_, lines) => {
    expect(keyOf(lines)).not.toBe(PROVEN)
  })

  it('without proof is keyed by the address of its sender', () => {
    const forged = keyOf([HOP, SHOP, LIST])
    expect(keyOf([SHOP, LIST], null)).toBe(forged)
    expect(keyOf([HOP, 'From: news@SHOP.example', LIST])).toBe(forged)
    expect(keyOf([HOP, 'From: other@shop.example', LIST])).not.toBe(forged)
  })
})

describe('a list that many people write to', () => {
  const of = (signer: string, from: string, fields = FORUM): string | null =>
    keyOf([passed(signer), HOP, `From: ${from}`, ...fields])

  it('names one list for all writers if its own domain signed', () => {
    expect(of('lists.example', 'bob@one.example')).toBe(of('lists.example', 'eve@two.example'))
  })

  it('is not that list if another domain signed, or if nobody can write to it', () => {
    const forum = of('lists.example', 'bob@one.example')
    expect(of('evil.example', 'bob@one.example')).not.toBe(forum)
    expect(of('lists.example', 'bob@one.example', FORUM.slice(0, 1))).not.toBe(forum)
    expect(of('example', 'bob@one.example')).not.toBe(forum)
  })
})

describe('a sender without a list', () => {
  it('is stopped for mails with a way out alone', () => {
    const sender = keyOf([passed('shop.example'), HOP, SHOP, OUT])
    expect(keyOf([passed('shop.example'), HOP, 'From: News@shop.example', OUT])).toBe(sender)
    expect(keyOf([passed('shop.example'), HOP, 'From: order@shop.example', OUT])).not.toBe(sender)
    expect(keyOf([passed('shop.example'), HOP, SHOP])).toBeNull()
    expect(keyOf([passed('shop.example'), HOP, SHOP, 'Precedence: bulk'])).toBeNull()
  })

  it('is nobody without an address', () => {
    expect(keyOf([OUT])).toBeNull()
  })
})
