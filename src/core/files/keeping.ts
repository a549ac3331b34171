// How files of others are kept, as those who read them need to know: that there is room, and that one is in use meanwhile.
// A port: space stands behind it, and decides what goes when there is no room.
import type { Ref } from '../store/index.ts'

/** A file of somebody else that is about to be read. */
export interface FileInUse {
  ref: Ref
  /** What it came by. */
  letter: Uint8Array
  name: string
  size: number
}

export interface Keeping {
  /** Before a block is fetched: there is room for so much more. @throws QUOTA, NO_SPACE */
  makeRoom(bytes: number): Promise<void>
  /** What was fetched is there, and may go from now on when room is needed. `chunks`: how many have its content; null when it was not seen. */
  end(chunks: number | null): void
}

export interface Keeper {
  begin(file: FileInUse): Keeping
}
