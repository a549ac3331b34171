// Noise_IK_25519_AESGCM_SHA256: published vectors, and what a broken or hostile handshake does.
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import {
  hearNoise,
  importDhKey,
  makeDhKey,
  startNoise,
  type DhKey,
  type NoiseSession,
} from '../../../src/core/contract/noise.ts'

interface Vector {
  from: string
  init_prologue: string
  init_static: string
  init_ephemeral: string
  resp_static: string
  resp_ephemeral: string
  handshake_hash?: string
  messages: { payload: string; ciphertext: string }[]
}

const file = await readFile(new URL('noise-vectors.json', import.meta.url), 'utf8')
const { vectors } = JSON.parse(file) as { vectors: Vector[] }

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const keyOf = (hex: string): Promise<DhKey> => importDhKey(fromHex(hex))
const prologue = new TextEncoder().encode('a test')
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

interface Pair {
  phone: DhKey
  home: DhKey
}

async function drawKeys(): Promise<Pair> {
  return { phone: await makeDhKey(), home: await importDhKey(crypto.getRandomValues(new Uint8Array(32))) }
}

async function shake({ phone, home }: Pair): Promise<{ near: NoiseSession; far: NoiseSession }> {
  const started = await startNoise({
    key: phone,
    remoteKey: home.publicKey,
    prologue,
    payload: text('hello'),
  })
  const heard = await hearNoise({ key: home, prologue }, started.message)
  const { message, session: far } = await heard.answer(text('welcome'))
  return { near: (await started.finish(message)).session, far }
}

describe('noise', () => {
  it.each(vectors)('both roles give the messages of the vector by $from', async (vector) => {
    const [first, second, ...later] = vector.messages
    const home = await keyOf(vector.resp_static)
    const started = await startNoise({
      key: await keyOf(vector.init_static),
      remoteKey: home.publicKey,
      prologue: fromHex(vector.init_prologue),
      payload: fromHex(first!.payload),
      ephemeral: await keyOf(vector.init_ephemeral),
    })
    expect(toHex(started.message)).toBe(first!.ciphertext)
    const heard = await hearNoise(
      {
        key: home,
        prologue: fromHex(vector.init_prologue),
        ephemeral: await keyOf(vector.resp_ephemeral),
      },
      started.message,
    )
    expect(toHex(heard.payload)).toBe(first!.payload)
    expect(heard.remoteKey).toEqual((await keyOf(vector.init_static)).publicKey)
    const { message, session: far } = await heard.answer(fromHex(second!.payload))
    expect(toHex(message)).toBe(second!.ciphertext)
    const { payload, session: near } = await started.finish(message)
    expect(toHex(payload)).toBe(second!.payload)
    expect(near.hash).toEqual(far.hash)
    if (vector.handshake_hash !== undefined) expect(toHex(near.hash)).toBe(vector.handshake_hash)
    for (const [at, { payload: plain, ciphertext }] of later.entries()) {
      const [from, to] = at % 2 === 0 ? [near, far] : [far, near]
      const sealed = await from.encrypt(fromHex(plain))
      expect(toHex(sealed)).toBe(ciphertext)
      expect(toHex(await to.decrypt(sealed))).toBe(plain)
    }
  })

  it('numbers messages in the order of the calls, however they end', async () => {
    const { near, far } = await shake(await drawKeys())
    const sizes = [60_000, 1, 30_000, 0, 65_000]
    const sealed = await Promise.all(sizes.map((size) => near.encrypt(new Uint8Array(size))))
    const opened = await Promise.all(sealed.map((message) => far.decrypt(message)))
    expect(opened.map(({ length }) => length)).toEqual(sizes)
  })

  it('the private key of a phone cannot be exported', async () => {
    const { privateKey } = await makeDhKey()
    for (const form of ['pkcs8', 'raw'] as const)
      await expect(crypto.subtle.exportKey(form, privateKey)).rejects.toThrow()
  })

  it.each([
    ['the key of another home', async (pair: Pair) => hear({ ...pair, home: await makeDhKey() }, pair)],
    ['another prologue', (pair: Pair) => hear(pair, pair, text('another'))],
  ])('message 1 for %s is refused', async (_name, hearIt) => {
    await expect(hearIt(await drawKeys())).rejects.toThrow()
  })

  it('a changed or shortened message 1 or 2 is refused, at every place', async () => {
    const pair = await drawKeys()
    const started = await startNoise({
      key: pair.phone,
      remoteKey: pair.home.publicKey,
      prologue,
      payload: text('hello'),
    })
    for (const broken of breakAt(started.message, [0, 31, 32, 63, 79, 80, 100]))
      await expect(hearNoise({ key: pair.home, prologue }, broken)).rejects.toThrow()
    const { message } = await (
      await hearNoise({ key: pair.home, prologue }, started.message)
    ).answer(text('w'))
    for (const broken of breakAt(message, [0, 31, 32, 40])) {
      const again = await startNoise({
        key: pair.phone,
        remoteKey: pair.home.publicKey,
        prologue,
        payload: text('hello'),
      })
      await expect(again.finish(broken)).rejects.toThrow()
    }
  })

  it('a changed, repeated, skipped or shortened message is refused', async () => {
    const { near, far } = await shake(await drawKeys())
    const [first, second] = await Promise.all([near.encrypt(text('first')), near.encrypt(text('second'))])
    await far.decrypt(first)
    await expect(far.decrypt(first)).rejects.toThrow()
    const other = await shake(await drawKeys())
    const [, skipped] = [await other.near.encrypt(text('a')), await other.near.encrypt(text('b'))]
    await expect(other.far.decrypt(skipped)).rejects.toThrow()
    const third = await shake(await drawKeys())
    for (const broken of breakAt(second, [0, 3, second.length - 1]))
      await expect(third.far.decrypt(broken)).rejects.toThrow()
  })

  it('keys of low order are refused by both roles', async () => {
    const { phone, home } = await drawKeys()
    // 0, 1, p - 1 and two points of order 8 (RFC 7748, section 7; cr.yp.to/ecdh.html).
    const lowOrder = [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      `ec${'ff'.repeat(30)}7f`,
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    ].map(fromHex)
    for (const point of lowOrder) {
      await expect(
        startNoise({ key: phone, remoteKey: point, prologue, payload: text('') }),
      ).rejects.toThrow()
      const message = new Uint8Array(200)
      message.set(point)
      await expect(hearNoise({ key: home, prologue }, message)).rejects.toThrow()
    }
  })
})

async function hear({ home }: Pair, meant: Pair, said: Uint8Array = prologue): Promise<unknown> {
  const { message } = await startNoise({
    key: meant.phone,
    remoteKey: meant.home.publicKey,
    prologue,
    payload: text(''),
  })
  return hearNoise({ key: home, prologue: said }, message)
}

function* breakAt(message: Uint8Array, places: number[]): Generator<Uint8Array> {
  for (const place of places) {
    const flipped = Uint8Array.from(message)
    flipped[place]! ^= 1
    yield flipped
    yield message.subarray(0, place)
  }
}
