// The interface between reading other persons' files and the space quota: makes room, and protects
// a file while it is in use.
// A port that `space` implements. `space` decides which file to drop when there is no room.
import type { Ref } from '../store/index.ts'

/** Another person's file that is about to be read. */
interface FileInUse {
  ref: Ref
  /** The letter or page that attaches it. */
  letter: Uint8Array
  name: string
  size: number
}

export interface Keeping {
  /** Call before a block is fetched. Makes room for `bytes`. @throws QUOTA, NO_SPACE */
  makeRoom(bytes: number): Promise<void>
  /**
   * The read is over, so from now on the file may be dropped when room is needed. `chunks`: the
   * number of chunks with content; null if unknown.
   */
  end(chunks: number | null): void
}

export interface Keeper {
  begin(file: FileInUse): Keeping
}
