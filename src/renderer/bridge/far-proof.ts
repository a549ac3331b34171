// What a phone makes of the token in its link: the proof that it has the link, and the digits that
// are typed at home. Both are bound to one handshake. Persisted nowhere; core/phones makes the same.

/** Proves that this phone has the link, 32 bytes. */
export function pairProof(token: Uint8Array, handshakeHash: Uint8Array): Promise<Uint8Array> {
  return mac(token, handshakeHash)
}

/** The first four bytes, big endian, modulo 10^6: six digits. */
export async function pairCode(token: Uint8Array, handshakeHash: Uint8Array): Promise<string> {
  const bytes = await mac(token, joined(new TextEncoder().encode('code'), handshakeHash))
  const number = new DataView(bytes.buffer).getUint32(0) % 1_000_000
  return String(number).padStart(6, '0')
}

export function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length)
  bytes.set(one)
  bytes.set(other, one.length)
  return bytes
}

async function mac(secret: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const { subtle } = crypto
  const key = await subtle.importKey('raw', new Uint8Array(secret), algorithm, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', key, new Uint8Array(message)))
}
