// Takes a picture from an early moment of a film, after the black frames with which many begin.

const AT_SECONDS = 1
const MAX_MS = 10_000
const MAX_SIDE = 960

/**
 * Resolves to null if this browser cannot play the film.
 * @param address an address of the page's own origin
 */
export async function grabFrame(address: string): Promise<Blob | null> {
  const player = document.createElement('video')
  player.muted = true
  player.preload = 'auto'
  try {
    player.src = address
    await happens(player, 'loadeddata')
    player.currentTime = Math.min(AT_SECONDS, (Number.isFinite(player.duration) ? player.duration : 2) / 2)
    await happens(player, 'seeked')
    return await draw(player)
  } catch {
    return null
  } finally {
    player.removeAttribute('src')
    player.load()
  }
}

function happens(player: HTMLVideoElement, what: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('It takes too long.')), MAX_MS)
    player.addEventListener(what, () => (clearTimeout(timer), resolve()), { once: true })
    player.addEventListener('error', () => (clearTimeout(timer), reject(new Error('It cannot be played.'))), {
      once: true,
    })
  })
}

async function draw(player: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = player
  if (videoWidth === 0 || videoHeight === 0) return null
  const scale = Math.min(1, MAX_SIDE / Math.max(videoWidth, videoHeight))
  const canvas = new OffscreenCanvas(Math.round(videoWidth * scale), Math.round(videoHeight * scale))
  canvas.getContext('2d')?.drawImage(player, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}
