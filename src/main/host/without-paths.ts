// What a page's door does not serve: calls that name places on this machine. Whoever got a script into the page could read any file
// by attaching it; the command line's socket is the owner's own. What its person chose goes by a place: chosen-places.ts.
import { EngineError, type DoorHandlers } from '../../core/contract/index.ts'
import { isPlace, type ChosenPlaces } from './chosen-places.ts'

export interface PageRights {
  /** There is no dialog for where a backup is to be written: in a browser it is typed, and nothing that is there is ever overwritten. */
  typesBackups: boolean
}

/** The same handlers, but for a page: what stores, saves, exports, checks, imports or comes back by a path is refused, or goes by a place. */
export function withoutPaths(
  handlers: DoorHandlers,
  places: ChosenPlaces,
  { typesBackups }: PageRights,
): DoorHandlers {
  const refuse = async (): Promise<never> => {
    throw new EngineError('INVALID', 'A page names no places on this machine.')
  }
  const { files, portable, backups, home } = handlers
  const written = (path: string): string => (typesBackups && !isPlace(path) ? path : places.resolve(path))
  return {
    ...handlers,
    files: { ...files, add: refuse, addFolder: refuse, save: refuse },
    portable: {
      ...portable,
      export: async (asked, context) =>
        portable.export({ ...asked, path: places.resolve(asked.path) }, context),
      verify: async (asked, context) => portable.verify({ path: places.resolve(asked.path) }, context),
      import: async (asked, context) => portable.import({ path: places.resolve(asked.path) }, context),
    },
    backups: {
      ...backups,
      places: async (asked, context) => (typesBackups ? backups.places(asked, context) : []),
      make: async ({ path, ...wanted }, context) =>
        backups.make({ ...wanted, ...(path === undefined ? {} : { path: written(path) }) }, context),
      schedule: async ({ folder, ...wanted }, context) =>
        backups.schedule(
          { ...wanted, folder: typeof folder === 'string' ? written(folder) : folder },
          context,
        ),
    },
    home: {
      ...home,
      recover: async ({ backup, ...asked }, context) =>
        home.recover(
          { ...asked, ...(backup === undefined ? {} : { backup: places.resolve(backup) }) },
          context,
        ),
    },
  }
}
