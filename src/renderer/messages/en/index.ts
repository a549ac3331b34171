// Every sentence of the app in English, one namespace per noun. Its type is what the other languages must satisfy.
// It says what happens to the reader, in the order it happens, and what to do next: active, short, present tense.
// The words for each thing, in both languages, are in ja/index.ts.
import { albums } from './albums.ts'
import { attachments } from './attachments.ts'
import { author } from './author.ts'
import { backup } from './backup.ts'
import { boxes } from './boxes.ts'
import { common } from './common.ts'
import { compose } from './compose.ts'
import { connection } from './connection.ts'
import { desktop } from './desktop.ts'
import { diagnostics } from './diagnostics.ts'
import { documents } from './documents.ts'
import { errors } from './errors.ts'
import { files } from './files.ts'
import { firstRun } from './first-run.ts'
import { follows } from './follows.ts'
import { groups } from './groups.ts'
import { inbox } from './inbox.ts'
import { letter } from './letter.ts'
import { palette } from './palette.ts'
import { people } from './people.ts'
import { picture } from './picture.ts'
import { policy } from './policy.ts'
import { portable } from './portable.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { sharing } from './sharing.ts'
import { shell } from './shell.ts'
import { shortcuts } from './shortcuts.ts'
import { space } from './space.ts'
import { states } from './states.ts'
import { viewer } from './viewer.ts'

export const en = {
  albums,
  attachments,
  author,
  backup,
  boxes,
  common,
  compose,
  connection,
  desktop,
  diagnostics,
  documents,
  errors,
  files,
  firstRun,
  follows,
  groups,
  inbox,
  letter,
  palette,
  people,
  picture,
  policy,
  portable,
  search,
  settings,
  sharing,
  shell,
  shortcuts,
  space,
  states,
  viewer,
}

export type Messages = typeof en
