// Makes previews of pictures, of an early moment of films, and of the first page of stored PDFs. One
// at a time.
// Compose step. The preview is part of the letter, so that a reader sees it before they fetch any
// byte of the file.
import { loadPart } from '../bridge/parts.ts'
import { startWorker } from './start-worker.ts'
import type { DrawnPreview } from './preview-worker.ts'
import { grabFrame } from './film-frame.ts'

export interface Preview {
  /** A `data:` address, as the contract requires. */
  url: string
  width: number
  height: number
}

/** A file that takes longer may be made to block the page. */
const MAX_MS = 15_000
/** A larger picture is not even read. */
const MAX_PICTURE_BYTES = 200 * 1024 * 1024

let last: Promise<unknown> = Promise.resolve()
let worker: Worker | null = null
let waiting = 0

/** A file that is already in the store. */
export interface StoredSource {
  /** The address of its bytes. */
  address: string
  type: string
  size: number
}

/** Resolves to null if no preview can be made. The file is then shown by the icon of its kind. */
export function makePreview(file: File): Promise<Preview | null> {
  return inTurn(async () => {
    if (!file.type.startsWith('video/')) return drawn(file)
    const address = URL.createObjectURL(file)
    return grabFrame(address)
      .then(drawn)
      .finally(() => URL.revokeObjectURL(address))
  })
}

/** Makes the preview of a stored file. Of a film it reads only the parts that it needs. */
export function makeStoredPreview({ address, type, size }: StoredSource): Promise<Preview | null> {
  return inTurn(async () => {
    if (type.startsWith('video/')) return drawn(await grabFrame(address))
    if (type === 'application/pdf') {
      const { drawFirstPage } = await loadPart(() => import('./pdf-frame.ts'))
      return drawn(await drawFirstPage({ address, size }))
    }
    if (size > MAX_PICTURE_BYTES) return null
    const response = await fetch(address, { cache: 'no-store' })
    // The door names only the types that a browser shows.
    return response.ok ? drawn(new Blob([await response.arrayBuffer()], { type })) : null
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

/** A browser that cannot write WebP returns a PNG. */
function typeOf(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes)[0] === 0x89 ? 'image/png' : 'image/webp'
}
