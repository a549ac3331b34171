// albums: collections of files that are given to an audience as one thing, and grow for it.
// May import every noun of lower rank. Path: files of mine → pages of links → grants for everyone the album is for → opened by them page by page.
export { Albums, type AlbumsPorts, type AlbumView } from './albums.ts'
export { albumsSchema } from './audiences.ts'
