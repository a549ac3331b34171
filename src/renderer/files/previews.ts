// Small pictures of what is stored or about to be: of a picture itself, of a film one of its first moments. One at a time.
// Compose: they go with the letter, so that a reader sees what there is before a byte of it is fetched.
import { startWorker } from './start-worker.ts'
import type { DrawnPreview } from './preview-worker.ts'
import { grabFrame } from './film-frame.ts'

export interface Preview {
  /** A `data:` address, as the contract takes it. */
  url: string
  width: number
  height: number
}

/** A picture that takes longer is made to take long. */
const MAX_MS = 15_000
/** Not even looked into. */
const MAX_PICTURE_BYTES = 200 * 1024 * 1024

let last: Promise<unknown> = Promise.resolve()
let worker: Worker | null = null
let waiting = 0

/** A file that is in the store by now. */
export interface StoredSource {
  /** Where its bytes are. */
  address: string
  type: string
  size: number
}

/** Null for what has none: it is then shown by the sign of its kind. */
export function makePreview(file: File): Promise<Preview | null> {
  return inTurn(async () => {
    if (!file.type.startsWith('video/')) return drawn(file)
    const address = URL.createObjectURL(file)
    return grabFrame(address)
      .then(drawn)
      .finally(() => URL.revokeObjectURL(address))
  })
}

/** The same of what is stored; of a film only the parts are read that are needed. */
export function makeStoredPreview({ address, type, size }: StoredSource): Promise<Preview | null> {
  return inTurn(async () => {
    if (type.startsWith('video/')) return drawn(await grabFrame(address))
    if (size > MAX_PICTURE_BYTES) return null
    const response = await fetch(address, { cache: 'no-store' })
    return response.ok ? drawn(await response.blob()) : null
  })
}

function inTurn(make: () => Promise<Preview | null>): Promise<Preview | null> {
  waiting += 1
  const made = last.then(make).catch(() => null)
  last = made.then(() => {
    waiting -= 1
    if (waiting === 0) endWorker()
  })
  return made
}

async function drawn(picture: Blob | null): Promise<Preview | null> {
  if (picture === null || !picture.type.startsWith('image/') || picture.size > MAX_PICTURE_BYTES) return null
  const small = await draw(picture)
  return small && { url: toDataUrl(small.bytes), width: small.width, height: small.height }
}

function draw(picture: Blob): Promise<DrawnPreview | null> {
  const drawing = (worker ??= startWorker('preview'))
  return new Promise((resolve) => {
    const end = (drawn: DrawnPreview | null): void => {
      clearTimeout(timer)
      drawing.onmessage = drawing.onerror = null
      resolve(drawn)
    }
    const giveUp = (): void => {
      endWorker()
      end(null)
    }
    const timer = setTimeout(giveUp, MAX_MS)
    drawing.onmessage = ({ data }: MessageEvent<DrawnPreview | null>) => end(data)
    drawing.onerror = giveUp
    drawing.postMessage(picture)
  })
}

function endWorker(): void {
  worker?.terminate()
  worker = null
}

function toDataUrl(bytes: ArrayBuffer): string {
  const chars = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte))
  return `data:${typeOf(bytes)};base64,${btoa(chars.join(''))}`
}

/** A browser that writes no WebP gives a PNG. */
function typeOf(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes)[0] === 0x89 ? 'image/png' : 'image/webp'
}
