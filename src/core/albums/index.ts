// albums: collections of files that are shared with an audience as one unit, and can grow.
// May import every noun of lower rank. Path: own files → pages of links → one grant per page and
// audience → opened page by page.
export { Albums, type AlbumView } from './albums.ts'
export {
  findAlbumPart,
  forgetAlbumParts,
  keepAnnouncedPart,
  listAlbumParts,
  listAllAlbumParts,
} from './collections.ts'
export { albumKind } from './kind.ts'
export { albumsSchema } from './schema.ts'
