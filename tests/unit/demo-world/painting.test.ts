// The paintings of the demo world: the engine reads them like pictures of a camera.
import { expect, it } from 'vitest'
import { readFacts } from '../../../src/core/files/picture-facts.ts'
import { MAX_PREVIEW_BYTES } from '../../../src/core/store/index.ts'
import { paint } from '../../../src/main/demo-world/painting.ts'
import { KYOTO_OF_CAROL, YEAR_OF_ALICE } from '../../../src/main/demo-world/story/pictures.ts'

it.each([...YEAR_OF_ALICE, ...KYOTO_OF_CAROL])(
  '$name has its time, place and size, and a preview',
  async ({ painting }) => {
    const { png, preview } = paint(painting)
    const { width, height, takenAt, place } = await readFacts(png, 'image/png')
    expect([width, height, takenAt]).toEqual([painting.width, painting.height, Date.parse(painting.takenAt)])
    expect(place?.latitude).toBeCloseTo(painting.place.latitude, 3)
    expect(place?.longitude).toBeCloseTo(painting.place.longitude, 3)
    const bytes = Buffer.from(preview.split(',')[1]!, 'base64')
    expect(bytes.byteLength).toBeLessThan(MAX_PREVIEW_BYTES)
    const { width: small } = await readFacts(bytes, 'image/png')
    expect(small).toBeLessThanOrEqual(360)
  },
)
