// The key with which this page returns to a later run of the engine. It is in memory only: what a
// browser stores for a port can be read by another program that takes the port.

export interface ReturnKey {
  /** SPKI in hex. */
  publicKey: string
  /** Resolves to r and s in hex. */
  sign(text: string): Promise<string>
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

export async function makeReturnKey(): Promise<ReturnKey> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign'])
  const publicKey = toHex(await crypto.subtle.exportKey('spki', pair.publicKey))
  return {
    publicKey,
    async sign(text) {
      const how = { name: 'ECDSA', hash: 'SHA-256' }
      return toHex(await crypto.subtle.sign(how, pair.privateKey, new TextEncoder().encode(text)))
    },
  }
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
