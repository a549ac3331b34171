// The engine's proof on the local door. The process that answers can read the home's folder.
// On Windows any account can create a pipe of any name first, and a pipe has no owner to check.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { replaceFile } from '../../core/index.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 32
const PROOF_BYTES = 32
const PROOF_MS = 2_000

/**
 * The key of a home's local door, created if missing or damaged. It is random, and only the home's
 * owner can read it. The caller holds the lock of the home, so no other engine creates one.
 * @throws NO_SPACE
 */
export async function makeDoorKey(path: string): Promise<Buffer> {
  const known = await findDoorKey(path)
  if (known !== null) return known
  const key = randomBytes(KEY_BYTES)
  await replaceFile(path, key.toString('hex'))
  return key
}

/** Null if no engine has opened this home's door yet, or the file is damaged. */
export async function findDoorKey(path: string): Promise<Buffer | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const key = Buffer.from(text, 'hex')
  return key.byteLength === KEY_BYTES ? key : null
}

/** The server's part: answers the nonce of a new connection. False if no nonce arrives in time. */
export async function giveProof(socket: Socket, key: Buffer): Promise<boolean> {
  const nonce = await readExactly(socket, NONCE_BYTES)
  if (nonce !== null) socket.write(proofOf(key, nonce))
  return nonce !== null
}

/** The client's part, before its first frame. False if the server cannot read the key. */
export async function checkProof(socket: Socket, key: Buffer): Promise<boolean> {
  const nonce = randomBytes(NONCE_BYTES)
  socket.write(nonce)
  const proof = await readExactly(socket, PROOF_BYTES)
  return proof !== null && timingSafeEqual(proof, proofOf(key, nonce))
}

function proofOf(key: Buffer, nonce: Buffer): Buffer {
  return createHmac('sha256', key).update('fumikura/local-door/1').update(nonce).digest()
}

/**
 * Returns the next `count` bytes; null if the socket closes or `PROOF_MS` pass. Later bytes stay in
 * the socket.
 */
function readExactly(socket: Socket, count: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const end = (bytes: Buffer | null): void => {
      clearTimeout(timer)
      socket.off('readable', look)
      socket.off('close', fail)
      socket.off('error', fail)
      resolve(bytes)
    }
    const look = (): void => {
      const bytes = socket.read(count) as Buffer | null
      if (bytes !== null) end(bytes.byteLength === count ? bytes : null)
    }
    const fail = (): void => end(null)
    const timer = setTimeout(fail, PROOF_MS)
    socket.on('readable', look)
    socket.on('close', fail)
    socket.on('error', fail)
    look()
  })
}
