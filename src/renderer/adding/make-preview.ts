// A small picture of a picture or a film, made in the page and kept with the file: others see it before they fetch a byte of the file.
// Everything hostile about a picture ends here, in the sandbox of the page, and within a time.
import { readPictureSize } from '../files/picture-size.ts'

export interface Preview {
  /** A small WebP or JPEG as a data URL. */
  preview: string
  /** Of the file itself, as it is shown. */
  width: number
  height: number
}

/** As the contract caps it, decoded. */
const MAX_BYTES = 24 * 1024
const PATIENCE_MS = 15_000
/** The longer side, then how good: what fits first is taken. */
const TRIES = [
  [480, 0.72],
  [400, 0.66],
  [320, 0.6],
  [240, 0.5],
] as const
/** Where a film is more than its black beginning. */
const FILM_AT_S = 1

interface Frame {
  image: CanvasImageSource
  width: number
  height: number
  close: () => void
}

/** Null where this browser can make none of it. */
export async function makePreview(file: Blob): Promise<Preview | null> {
  const opening = openFrame(file)
  try {
    const frame = await inTime(opening)
    if (frame === null) return null
    try {
      const preview = await encodeSmall(frame)
      return preview === null ? null : { preview, width: frame.width, height: frame.height }
    } finally {
      frame.close()
    }
  } catch {
    void opening.then((frame) => frame?.close()).catch(() => undefined)
    return null
  }
}

async function openFrame(file: Blob): Promise<Frame | null> {
  if (file.type.startsWith('video/')) return openFilm(file)
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return null
  // What claims more pixels than a page can hold is not decoded at all.
  if ((await readPictureSize(file)) === null) return null
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  return { image, width: image.width, height: image.height, close: () => image.close() }
}

async function openFilm(file: Blob): Promise<Frame | null> {
  const url = URL.createObjectURL(file)
  const film = document.createElement('video')
  const close = (): void => {
    film.removeAttribute('src')
    film.load()
    URL.revokeObjectURL(url)
  }
  film.muted = true
  film.preload = 'auto'
  film.src = url
  await once(film, 'loadeddata')
  film.currentTime = Math.min(FILM_AT_S, (Number.isFinite(film.duration) ? film.duration : 0) / 2)
  await once(film, 'seeked')
  if (film.videoWidth > 0) return { image: film, width: film.videoWidth, height: film.videoHeight, close }
  close()
  return null
}

function once(film: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    film.addEventListener(event, () => resolve(), { once: true })
    film.addEventListener('error', () => reject(new Error('No film that can be shown here.')), { once: true })
  })
}

async function encodeSmall({ image, width, height }: Frame): Promise<string | null> {
  for (const [side, quality] of TRIES) {
    const scale = Math.min(1, side / Math.max(width, height))
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(width * scale)),
      Math.max(1, Math.round(height * scale)),
    )
    const brush = canvas.getContext('2d')
    if (brush === null) return null
    brush.imageSmoothingQuality = 'high'
    brush.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
    // A browser that writes no WebP writes PNG, which is too large for this.
    const small =
      blob.type === 'image/webp' ? blob : await canvas.convertToBlob({ type: 'image/jpeg', quality })
    if (small.size <= MAX_BYTES) return toDataUrl(small)
  }
  return null
}

async function toDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return `data:${blob.type};base64,${btoa(String.fromCharCode(...bytes))}`
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('It took too long.')), PATIENCE_MS)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
