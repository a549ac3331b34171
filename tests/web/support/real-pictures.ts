// Pictures that a browser can show, drawn by a browser, with date and location written in as a
// camera does.
import type { Page } from '@playwright/test'
import { makeJpeg, type PictureFacts } from '../../support/pictures-with-facts.ts'

/** Draws a picture; a different hue makes a different one. */
export async function drawPicture(page: Page, hue: number, facts: PictureFacts = {}): Promise<Buffer> {
  const url = await page.evaluate((hue) => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 240
    const brush = canvas.getContext('2d')!
    brush.fillStyle = `hsl(${hue} 60% 70%)`
    brush.fillRect(0, 0, 320, 240)
    brush.fillStyle = `hsl(${hue} 40% 30%)`
    brush.fillRect(0, 150, 320, 90)
    return canvas.toDataURL('image/jpeg', 0.8)
  }, hue)
  return withFacts(Buffer.from(url.split(',')[1]!, 'base64'), facts)
}

/** Inserts EXIF after the first two bytes, as a camera does. */
function withFacts(picture: Buffer, facts: PictureFacts): Buffer {
  const said = makeJpeg(facts)
  const end = 4 + said.readUInt16BE(4)
  return Buffer.concat([said.subarray(0, end), picture.subarray(2)])
}
