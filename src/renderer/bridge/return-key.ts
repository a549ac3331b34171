// The key with which this page returns to a later run of the engine. It is in memory only: what a
// browser stores for a port can be read by another program that takes the port.
import { toHex } from './hex.ts'

export interface ReturnKey {
  /** SPKI in hex. */
  publicKey: string
  /** Resolves to r and s in hex. */
  sign(text: string): Promise<string>
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

export async function makeReturnKey(): Promise<ReturnKey> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign'])
  const publicKey = toHex(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)))
  return {
    publicKey,
    async sign(text) {
      const how = { name: 'ECDSA', hash: 'SHA-256' }
      const signed = await crypto.subtle.sign(how, pair.privateKey, new TextEncoder().encode(text))
      return toHex(new Uint8Array(signed))
    },
  }
}
