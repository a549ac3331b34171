// Every sentence of the app in Japanese; what is missing here does not compile.
// Stands beside the life of a message: it is how each of its words is told to a person.
import type { Messages } from '../en/index.ts'
import { author } from './author.ts'
import { boxes } from './boxes.ts'
import { common } from './common.ts'
import { compose } from './compose.ts'
import { connection } from './connection.ts'
import { diagnostics } from './diagnostics.ts'
import { errors } from './errors.ts'
import { firstRun } from './first-run.ts'
import { inbox } from './inbox.ts'
import { letter } from './letter.ts'
import { palette } from './palette.ts'
import { people } from './people.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { shortcuts } from './shortcuts.ts'
import { states } from './states.ts'

export const ja: Messages = {
  author,
  boxes,
  common,
  compose,
  connection,
  diagnostics,
  errors,
  firstRun,
  inbox,
  letter,
  palette,
  people,
  search,
  settings,
  shell,
  shortcuts,
  states,
}
