// The kind `collection`: its functions for delivery, the index and the page.
import { EngineError } from '../contract/errors.ts'
import type { Kind, ObjectChange } from '../delivery/index.ts'
import { checkAnnouncedPart, findAlbumPart, keepAnnouncedPart } from './collections.ts'
import { describeAlbum, isAlbumRow, type DescribingParts } from './describe-album.ts'

export function albumKind(parts: DescribingParts): Kind {
  return {
    checkNotice: checkAnnouncedPart,
    receive: keepAnnouncedPart,
    checkAct() {
      throw new EngineError('INVALID', 'Withdraw an album from each of its audiences.')
    },
    describe: (rows, object) => describeAlbum(rows, parts, object),
    rowOf: (rows, object) => findAlbumPart(rows, object)?.album ?? null,
    changesOf(rows, object) {
      const part = findAlbumPart(rows, object)
      if (part === null) return null
      const { album, albumRef: ref, author } = part
      const change = (of: ObjectChange['of']): ObjectChange => ({ of, ref, author })
      return isAlbumRow(rows, parts, album) ? [change('album'), change('row')] : [change('album')]
    },
    isNews: (rows, object) => isAlbumRow(rows, parts, object),
  }
}
