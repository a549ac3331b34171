// handlers: what the contract promises, told in the words of the nouns. The engine's outermost room; nothing imports it but engine.ts.
import type { Handlers } from '../contract/index.ts'
import type { HomeState } from '../engine.ts'
import { createBackupHandlers } from './backup-handlers.ts'
import { createDoctorHandlers } from './doctor-handlers.ts'
import { createAlbumHandlers } from './album-handlers.ts'
import { createFileHandlers } from './file-handlers.ts'
import { createFileListHandlers } from './file-list-handlers.ts'
import { createFollowHandlers } from './follow-handlers.ts'
import { createHomeHandlers } from './home-handlers.ts'
import { createGroupHandlers } from './group-handlers.ts'
import { createDraftHandlers } from './draft-handlers.ts'
import { createLetterHandlers } from './letter-handlers.ts'
import { createListingHandlers } from './listing-handlers.ts'
import { createPeopleHandlers } from './people-handlers.ts'
import { createPortableHandlers } from './portable-handlers.ts'
import { createSharingHandlers } from './sharing-handlers.ts'
import { createSpaceHandlers } from './space-handlers.ts'

export { Works } from './works.ts'
export { EventPublisher } from './event-publisher.ts'
export { createEngineFiles, type EngineFiles, type OpenedFile } from './engine-files.ts'
export { clearPassing, ReceivedFile } from './received-file.ts'

export function createHandlers(state: HomeState): Handlers {
  const open = () => state.home
  return {
    ...createHomeHandlers(state),
    ...createPeopleHandlers(open, state.events),
    letters: {
      ...createLetterHandlers(open, state.events),
      ...createListingHandlers(open),
      ...createSharingHandlers(open),
    },
    ...createGroupHandlers(open),
    ...createFollowHandlers(open),
    ...createBackupHandlers(open),
    files: { ...createFileHandlers(open, state.events), ...createFileListHandlers(open) },
    ...createAlbumHandlers(open, state.events),
    ...createPortableHandlers(open, state.received),
    ...createSpaceHandlers(open, state.paths.dir, state.events),
    ...createDraftHandlers(open, state.events),
    ...createDoctorHandlers(state, open),
    events: state.events,
  }
}
