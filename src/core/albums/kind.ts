// Collections as a kind of object: what delivery asks of them.
import type { Kind } from '../delivery/index.ts'
import { keepAnnouncedPart } from './collections.ts'

export const albumKind: Kind = { receive: keepAnnouncedPart }
