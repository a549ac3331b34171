// Push messages: sealed for one browser, signed for its service, posted to known services only.
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { isPushService, postPush } from '../../../../src/main/host/push/post-push.ts'
import { encodePushMessage } from '../../../../src/main/host/push/push-message.ts'
import { sealPush } from '../../../../src/main/host/push/seal-push.ts'
import { Vapid } from '../../../../src/main/host/push/vapid.ts'
import { PushBrowser, PushService } from '../../../support/push-service.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

let service: PushService | null = null
afterEach(async () => {
  await service?.close()
  service = null
})

describe('a push message', () => {
  test('is sealed as RFC 8291 has it in Appendix A', () => {
    const words = Buffer.from('When I grow up, I want to be a watermelon')
    const sealed = sealPush(
      words,
      {
        p256dh: bytes(
          'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        ),
        auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
      },
      { salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), secret: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw') },
      words.byteLength + 1,
    )
    expect(sealed.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8' +
        'wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    )
  })

  test('has the same length for every text, and never the same bytes', () => {
    const browser = new PushBrowser('https://push.example/1')
    const [short, long, again] = ['{}', 'x'.repeat(1500), '{}'].map((text) =>
      sealPush(Buffer.from(text), browser.publicKeys),
    )
    expect(short!.byteLength).toBe(long!.byteLength)
    expect(short!.equals(again!)).toBe(false)
    expect(browser.open(long!)).toBe('x'.repeat(1500))
    expect(() => sealPush(Buffer.alloc(1536), browser.publicKeys)).toThrow('length')
  })

  test('is cut before it shows the length of a subject', () => {
    const shown = {
      origin: `https://${'n'.repeat(240)}`,
      place: '#/inbox/a',
      language: 'ja',
      unread: 12,
    } as const
    const sealed = encodePushMessage({ title: '🍊'.repeat(64), body: '"🍊'.repeat(120) }, shown)
    expect(sealed.byteLength).toBeLessThan(1536)
    const { notification } = JSON.parse(Buffer.from(sealed).toString()) as { notification: { body: string } }
    expect(notification.body).toMatch(/^("🍊){20,}"?$/u)
  })

  test('is not sealed for what is no point of the curve', () => {
    expect(() =>
      sealPush(Buffer.from('{}'), { p256dh: Buffer.alloc(65, 4), auth: Buffer.alloc(16) }),
    ).toThrow()
  })
})

const drawVapid = (): Vapid => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Vapid(privateKey.export({ format: 'der', type: 'pkcs8' }))
}

test('the push service can verify who asks it', () => {
  const vapid = drawVapid()
  const until = Date.UTC(2031, 3, 1)
  const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(
    vapid.authorize('https://fcm.googleapis.com/fcm/x', until),
  )!
  const [head, claims, signature] = token!.split('.') as [string, string, string]
  expect(key).toBe(vapid.publicKey)
  expect(JSON.parse(bytes(claims).toString())).toMatchObject({
    ...{ aud: 'https://fcm.googleapis.com', exp: until / 1000 },
  })
  const point = bytes(key!)
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
  }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  expect(verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature))).toBe(true)
})

test.each([
  ['https://fcm.googleapis.com/fcm/send/x', true],
  ['https://web.push.apple.com/QG', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/x', true],
  ['https://db5p.notify.windows.com/w/?token=x', true],
  ['http://fcm.googleapis.com/fcm/send/x', false],
  ['https://fcm.googleapis.com:8443/x', false],
  ['https://user@fcm.googleapis.com/x', false],
  ['https://:word@fcm.googleapis.com/x', false],
  ['https://fcm.googleapis.com.evil.example/x', false],
  ['https://evilpush.apple.com/x', false],
  ['https://evil.example/?.push.apple.com', false],
  ['https://evil.example#.push.apple.com', false],
  ['https://127.0.0.1/x', false],
  ['https://[::1]/x', false],
  ['https://2130706433/x', false],
  ['file:///etc/passwd', false],
  ['not an address', false],
])('%s is a push service: %s', (endpoint, is) => {
  expect(isPushService(endpoint)).toBe(is)
})

const request = (endpoint: string) => ({
  endpoint,
  authorization: 'vapid t=a, k=b',
  body: Buffer.alloc(1638),
})

test.each([
  [201, 'sent'],
  [404, 'gone'],
  [410, 'gone'],
  [400, 'later'],
  [403, 'later'],
  [429, 'later'],
  [500, 'later'],
])('after the answer %i a message is %s', async (status, result) => {
  service = await PushService.open([status])
  const answer = await postPush(request(`${service.origin}/a`), service.network)
  expect(answer).toEqual({ result, status })
  expect(service.received[0]).toMatchObject({
    headers: {
      authorization: 'vapid t=a, k=b',
      'content-encoding': 'aes128gcm',
      topic: 'inbox',
      ttl: '86400',
    },
  })
})

test.each([301, 302, 307, 308])('the answer %i leads nowhere', async (status) => {
  service = await PushService.open([status])
  expect(await postPush(request(`${service.origin}/a`), service.network)).toEqual({ result: 'later', status })
  expect(service.received.map(({ path }) => path)).toEqual(['/a'])
})

test('a known name that leads to a private address is not asked', async () => {
  service = await PushService.open()
  const { ca } = service.network
  const { port } = new URL(service.origin)
  const tried: string[] = []
  const lookup = (name: string, _options: object, callback: (...of: never[]) => void): void => {
    tried.push(name)
    callback(...([null, [{ address: '127.0.0.1', family: 4 }]] as never[]))
  }
  // As a resolver says that was made to lie, or answers differently a second time.
  const isService = (): boolean => true
  const lying = { ca: ca!, lookup: lookup as never, isService }
  const answer = await postPush(request(`https://fcm.googleapis.com:${port}/a`), lying)
  expect(answer).toEqual({ result: 'later', status: 0 })
  expect(tried).toEqual(['fcm.googleapis.com'])
  for (const address of ['127.0.0.1', '[::1]', '10.0.0.1', '169.254.169.254'])
    expect(await postPush(request(`https://${address}:${port}/a`), { ca: ca!, isService })).toEqual({
      ...{ result: 'later', status: 0 },
    })
  expect(service.received).toEqual([])
})

test('a service that cannot be reached is asked again later', async () => {
  service = await PushService.open()
  const { network, origin } = service
  await service.close()
  expect(await postPush(request(`${origin}/a`), network)).toEqual({ result: 'later', status: 0 })
})
