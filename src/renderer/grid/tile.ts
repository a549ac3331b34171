// What a grid draws of a picture or a film, whoever it is from.
export interface Tile {
  id: string
  /** Its caption, or the file's name. */
  name: string
  /** Small, as it came with the file; null where none was made. */
  preview: string | null
  /** Behind the name, for those who listen: when it was taken, whose it is. */
  facts: string
  isFilm: boolean
  isPinned: boolean
}
