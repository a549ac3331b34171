// Seals a push message for one browser (RFC 8291, with the one record of RFC 8188). The push service
// learns neither its words nor their length.
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The keys of a browser's subscription: an uncompressed point of P-256, and 16 bytes. */
export interface PushKeys {
  p256dh: Uint8Array
  auth: Uint8Array
}

/** The keys of a subscription as a browser names them, in base64url. */
export const keysOf = ({ p256dh, auth }: { p256dh: string; auth: string }): PushKeys => ({
  p256dh: Buffer.from(p256dh, 'base64url'),
  auth: Buffer.from(auth, 'base64url'),
})

/** A message has at most so many bytes. */
export const MAX_MESSAGE_BYTES = 1535
/** All messages are this long, so that no length tells what happened. Push services take 4,096 bytes. */
const PADDED_BYTES = MAX_MESSAGE_BYTES + 1
const RECORD_BYTES = 4096
const KEY_BYTES = 65
const LAST_RECORD = 0x02

interface Randomness {
  salt: Uint8Array
  /** The private key of the sender, for this message only. */
  secret: Uint8Array
}

/**
 * Returns the body of the request.
 * @throws Error if the message is too long, or `p256dh` is no point of the curve
 */
export function sealPush(
  message: Uint8Array,
  { p256dh, auth }: PushKeys,
  { salt, secret }: Randomness = { salt: randomBytes(16), secret: drawSecret() },
  paddedBytes = PADDED_BYTES,
): Buffer {
  const sender = createECDH('prime256v1')
  sender.setPrivateKey(secret)
  const own = sender.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, own])
  const material = hkdfSync('sha256', sender.computeSecret(p256dh), auth, info, 32)
  const derive = (what: string, bytes: number): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', new Uint8Array(material), salt, `Content-Encoding: ${what}\0`, bytes))
  const cipher = createCipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  if (message.byteLength >= paddedBytes) throw new Error('The message would show its length.')
  const padding = Buffer.alloc(paddedBytes - message.byteLength)
  padding[0] = LAST_RECORD
  const head = Buffer.alloc(16 + 4 + 1)
  head.set(salt)
  head.writeUInt32BE(RECORD_BYTES, 16)
  head[20] = KEY_BYTES
  return Buffer.concat([
    ...[head, own, cipher.update(message), cipher.update(padding), cipher.final(), cipher.getAuthTag()],
  ])
}

function drawSecret(): Buffer {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return pair.getPrivateKey()
}
