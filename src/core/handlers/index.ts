// handlers: implement the contract with the functions of the nouns. The highest rank, so only
// engine.ts imports it.
import { EngineError } from '../contract/errors.ts'
import type { CallContext, Handlers } from '../contract/index.ts'
import type { HomeState } from '../home-state.ts'
import { accountHandlers } from './home/account-handlers.ts'
import { backupHandlers } from './home/backup-handlers.ts'
import { doctorHandlers } from './home/doctor-handlers.ts'
import { albumHandlers } from './files/album-handlers.ts'
import { fileHandlers } from './files/file-handlers.ts'
import { describeSealing } from './files/describe-file.ts'
import { fileListHandlers } from './files/file-list-handlers.ts'
import { followHandlers } from './people/follow-handlers.ts'
import { createHomeHandlers } from './home/home-handlers.ts'
import { groupHandlers } from './people/group-handlers.ts'
import { inviteHandlers } from './people/invite-handlers.ts'
import { newsHandlers } from './people/news-handlers.ts'
import { draftHandlers } from './letters/draft-handlers.ts'
import { letterHandlers } from './letters/letter-handlers.ts'
import { summarise } from './letters/describe-letter.ts'
import { listingHandlers } from './letters/listing-handlers.ts'
import { reminderHandlers } from './letters/reminder-handlers.ts'
import { knockHandlers, peopleHandlers } from './people/people-handlers.ts'
import { createPhoneHandlers } from './home/phone-handlers.ts'
import { portableHandlers } from './home/portable-handlers.ts'
import { templateHandlers } from './letters/template-handlers.ts'
import { threadHandlers } from './letters/thread-handlers.ts'
import { ruleHandlers, searchHandlers } from './letters/rule-handlers.ts'
import { sharingHandlers } from './letters/sharing-handlers.ts'
import { talkHandlers } from './letters/talk-handlers.ts'
import { stationHandlers } from './home/station-handlers.ts'
import { spaceHandlers } from './files/space-handlers.ts'
import { serve } from './serving.ts'

export { createEngineFiles, type EngineFiles, type OpenedFile } from './files/engine-files.ts'

export function createHandlers(state: HomeState): Handlers {
  state.events.useWords({ row: summarise, sealing: describeSealing })
  const served = serve(state, {
    people: peopleHandlers,
    invites: inviteHandlers,
    knocks: knockHandlers,
    letters: { ...letterHandlers, ...listingHandlers, ...reminderHandlers, ...sharingHandlers },
    threads: threadHandlers,
    talks: talkHandlers,
    groups: groupHandlers,
    news: newsHandlers,
    follows: followHandlers,
    backups: backupHandlers,
    stations: stationHandlers,
    files: { ...fileHandlers, ...fileListHandlers },
    albums: albumHandlers,
    portable: portableHandlers,
    space: spaceHandlers,
    drafts: draftHandlers,
    templates: templateHandlers,
    searches: searchHandlers,
    rules: ruleHandlers,
    accounts: accountHandlers,
    phones: createPhoneHandlers((call, input, context) => invokeBy(handlers, call, input, context)),
    doctor: doctorHandlers,
  })
  const handlers: Handlers = { ...createHomeHandlers(state), ...served, events: state.events }
  return handlers
}

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown>

function invokeBy(handlers: Handlers, call: string, input: unknown, context: CallContext): Promise<unknown> {
  const [noun = '', method = ''] = call.split('.')
  const methods = (handlers as unknown as Record<string, Record<string, AnyHandler>>)[noun]
  const handler = methods?.[method]
  if (handler === undefined) throw new EngineError('INVALID', `This engine knows no call ${call}.`)
  return handler(input, context)
}
