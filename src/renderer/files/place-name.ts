// Names the place where a picture was taken. Loads the data of the world only for a picture that
// has a place.
import { loadPart } from '../bridge/parts.ts'
import type { Place } from '../../core/contract/index.ts'

/** Resolves to for example `Kyoto, Japan`. Empty if the data cannot be loaded now. */
export async function namePlace(place: Place, locale: string): Promise<string> {
  try {
    const [{ describeSpot }, { loadTownNames }] = await loadPart(() =>
      Promise.all([import('../map/place-words.ts'), import('../map/towns.ts')]),
    )
    await loadTownNames(locale)
    return describeSpot(place, locale)
  } catch {
    return ''
  }
}
