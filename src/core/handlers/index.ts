// handlers: implement the contract with the functions of the nouns. The highest rank, so only
// engine.ts imports it.
import type { Handlers } from '../contract/index.ts'
import type { HomeState } from '../home-state.ts'
import { createBackupHandlers } from './home/backup-handlers.ts'
import { createDoctorHandlers } from './home/doctor-handlers.ts'
import { createAlbumHandlers } from './files/album-handlers.ts'
import { createFileHandlers } from './files/file-handlers.ts'
import { describeSealing } from './files/describe-file.ts'
import { createFileListHandlers } from './files/file-list-handlers.ts'
import { createFollowHandlers } from './people/follow-handlers.ts'
import { createHomeHandlers } from './home/home-handlers.ts'
import { createGroupHandlers } from './people/group-handlers.ts'
import { createNewsHandlers } from './people/news-handlers.ts'
import { createDraftHandlers } from './letters/draft-handlers.ts'
import { createLetterHandlers } from './letters/letter-handlers.ts'
import { summarise } from './letters/describe-letter.ts'
import { createListingHandlers } from './letters/listing-handlers.ts'
import { createReminderHandlers } from './letters/reminder-handlers.ts'
import { createPeopleHandlers } from './people/people-handlers.ts'
import { createPortableHandlers } from './home/portable-handlers.ts'
import { createTemplateHandlers } from './letters/template-handlers.ts'
import { createThreadHandlers } from './letters/thread-handlers.ts'
import { createRuleHandlers, createSearchHandlers } from './letters/rule-handlers.ts'
import { createSharingHandlers } from './letters/sharing-handlers.ts'
import { createTalkHandlers } from './letters/talk-handlers.ts'
import { createStationHandlers } from './home/station-handlers.ts'
import { createSpaceHandlers } from './files/space-handlers.ts'

export { createEngineFiles, type EngineFiles, type OpenedFile } from './files/engine-files.ts'

export function createHandlers(state: HomeState): Handlers {
  const open = () => state.home
  state.events.useWords({ row: summarise, sealing: describeSealing })
  return {
    ...createHomeHandlers(state),
    ...createPeopleHandlers(open, state.events),
    letters: {
      ...createLetterHandlers(open, state.events),
      ...createListingHandlers(open),
      ...createReminderHandlers(open),
      ...createSharingHandlers(open),
    },
    ...createThreadHandlers(open),
    ...createTalkHandlers(open, state.events),
    ...createGroupHandlers(open),
    news: createNewsHandlers(open),
    ...createFollowHandlers(open),
    ...createBackupHandlers(open),
    ...createStationHandlers(open),
    files: { ...createFileHandlers(open, state.events), ...createFileListHandlers(open) },
    ...createAlbumHandlers(open, state.events),
    ...createPortableHandlers(open, state.received),
    ...createSpaceHandlers(open, state.paths.dir, state.events),
    ...createDraftHandlers(open, state.events),
    ...createTemplateHandlers(open, state.events),
    ...createSearchHandlers(open, state.events),
    ...createRuleHandlers(open, state.events),
    ...createDoctorHandlers(state, open),
    events: state.events,
  }
}
