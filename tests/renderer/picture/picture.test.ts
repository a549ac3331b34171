// From a chosen file to the small square on a card: cut, reduced until it fits, and only pixels are
// kept.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { cropSquare, type Crop } from '../../../src/renderer/picture/crop-square.ts'
import PicturePicker from '../../../src/renderer/picture/PicturePicker.svelte'
import { shrinkPicture, type Easel } from '../../../src/renderer/picture/shrink-picture.ts'
import { renderInApp } from '../support/render.ts'

type Asked = [crop: Crop, sidePx: number, type: string, quality: number]

/** A fake canvas whose pictures have the size that `bytesOf` returns. */
function createEasel(
  bytesOf: (sidePx: number, quality: number) => number,
  { width = 400, height = 300, canWebp = true } = {},
) {
  const asked: Asked[] = []
  const close = vi.fn()
  const easel: Easel = {
    async open() {
      return {
        width,
        height,
        close,
        async encode(...order: Asked) {
          asked.push(order)
          const [, sidePx, type, quality] = order
          const written = type === 'image/webp' && !canWebp ? 'image/png' : type
          return new Blob([new Uint8Array(bytesOf(sidePx, quality))], { type: written })
        },
      }
    },
  }
  return { easel, asked, close }
}

const FILE = new Blob(['a photo with the place it was taken at'], { type: 'image/jpeg' })

describe('cutting', () => {
  it('takes the middle of a wide picture, and more of the top of a tall one', () => {
    expect([cropSquare({ width: 400, height: 300 }), cropSquare({ width: 300, height: 600 })]).toEqual([
      { x: 50, y: 0, side: 300 },
      { x: 0, y: 100, side: 300 },
    ])
  })
})

describe('shrinking', () => {
  it('gives a data URL of the drawn picture, and frees the picture', async () => {
    const { easel, asked, close } = createEasel(() => 3)
    expect(await shrinkPicture(FILE, easel)).toBe('data:image/webp;base64,AAAA')
    expect(asked).toEqual([[{ x: 50, y: 0, side: 300 }, 96, 'image/webp', 0.86]])
    expect(close).toHaveBeenCalledOnce()
  })

  it('reduces quality first and then size, until it fits', async () => {
    const { easel, asked } = createEasel((sidePx, quality) => (sidePx === 72 && quality < 0.8 ? 5120 : 5121))
    await shrinkPicture(FILE, easel)
    expect(asked.map(([, sidePx, , quality]) => [sidePx, quality])).toEqual([
      [96, 0.86],
      [96, 0.74],
      [96, 0.6],
      [96, 0.45],
      [72, 0.86],
      [72, 0.74],
    ])
  })

  it('writes JPEG if WebP cannot be written', async () => {
    const { easel } = createEasel(() => 3, { canWebp: false })
    expect(await shrinkPicture(FILE, easel)).toBe('data:image/jpeg;base64,AAAA')
  })

  it('refuses a file that is no picture, has no pixels, or never fits', async () => {
    const broken: Easel = { open: () => Promise.reject(new Error('no picture')) }
    const empty = createEasel(() => 3, { height: 0 })
    const heavy = createEasel(() => 6000)
    await expect(shrinkPicture(FILE, broken)).rejects.toMatchObject({ why: 'unreadable' })
    await expect(shrinkPicture(FILE, empty.easel)).rejects.toMatchObject({ why: 'unreadable' })
    await expect(shrinkPicture(FILE, heavy.easel)).rejects.toMatchObject({ why: 'too-large' })
    expect(heavy.close).toHaveBeenCalledOnce()
  })

  it('does not open a file that is far too large', async () => {
    const open = vi.fn()
    const huge = { size: 41 * 1024 * 1024 } as Blob
    await expect(shrinkPicture(huge, { open })).rejects.toMatchObject({ why: 'too-large' })
    expect(open).not.toHaveBeenCalled()
  })
})

describe('the picker', () => {
  const me = { id: 'me', name: 'Chiyo', picture: null }
  const choose = async () => {
    const input = document.querySelector<HTMLInputElement>('input[type=file]')!
    Object.defineProperty(input, 'files', { value: [FILE], configurable: true })
    await fireEvent.change(input)
  }

  it('returns the chosen picture, reduced', async () => {
    const onchange = vi.fn()
    renderInApp(PicturePicker, { ...me, onchange, easel: createEasel(() => 3).easel })
    await choose()
    await waitFor(() => expect(onchange).toHaveBeenCalledExactlyOnceWith('data:image/webp;base64,AAAA'))
  })

  it('takes a dropped picture', async () => {
    const onchange = vi.fn()
    renderInApp(PicturePicker, { ...me, onchange, easel: createEasel(() => 3).easel })
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(drop, { dataTransfer: { files: [FILE], types: ['Files'] } })
    await fireEvent(screen.getByRole('group', { name: 'Picture' }), drop)
    await waitFor(() => expect(onchange).toHaveBeenCalledExactlyOnceWith('data:image/webp;base64,AAAA'))
    expect(drop.defaultPrevented).toBe(true)
  })

  it('reports a file that is no picture, and changes nothing', async () => {
    const onchange = vi.fn()
    const easel: Easel = { open: () => Promise.reject(new Error('no picture')) }
    renderInApp(PicturePicker, { ...me, onchange, easel })
    await choose()
    expect((await screen.findByRole('alert')).textContent).toBe(
      'This browser can’t read that picture. Choose another.',
    )
    expect(onchange).not.toHaveBeenCalled()
  })

  it('removes a picture', async () => {
    const onchange = vi.fn()
    renderInApp(PicturePicker, { ...me, picture: 'data:image/webp;base64,AAAA', onchange })
    await fireEvent.click(screen.getByRole('button', { name: 'Remove picture' }))
    expect(onchange).toHaveBeenCalledExactlyOnceWith(null)
  })
})
