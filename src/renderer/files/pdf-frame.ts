// Draws the first page of a PDF as a small picture. The PDF is opened in a worker of its own, which
// fetches only the parts that this page needs.
import { openPdf } from './open-pdf.ts'

const MAX_MS = 10_000
const MAX_SIDE = 960

/**
 * Resolves to null if the file is no PDF, is damaged, needs a password, or takes too long.
 * @param source an address of the page's own origin, and the size in bytes
 */
export async function drawFirstPage(source: { address: string; size: number }): Promise<Blob | null> {
  const pdf = openPdf({ ...source, onrefused: () => pdf.close() })
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), MAX_MS))
  try {
    return await Promise.race([draw(pdf.document), late])
  } catch {
    return null
  } finally {
    pdf.close()
  }
}

async function draw(opening: ReturnType<typeof openPdf>['document']): Promise<Blob | null> {
  const page = await (await opening).getPage(1)
  const whole = page.getViewport({ scale: 1 })
  const viewport = page.getViewport({ scale: MAX_SIDE / Math.max(whole.width, whole.height) })
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  await page.render({ canvas, viewport }).promise
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
