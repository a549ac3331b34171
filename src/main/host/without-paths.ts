// Removes calls with paths from a page's handlers. Otherwise a script injected into the page could
// read any file by attaching it.
// The command line's socket keeps them, because it belongs to the owner. Places that the person
// chose have opaque names: chosen-places.ts.
import { EngineError, type DoorHandlers } from '../../core/contract/index.ts'
import { isPlace, type ChosenPlaces } from './chosen-places.ts'

export interface PageRights {
  /**
   * A browser has no dialog for a backup's place, so the person types the path, or chooses among the
   * names of folders; the engine never overwrites a file there that is no backup.
   */
  typesBackups: boolean
}

/**
 * Returns the handlers for a page. Storing, saving, exporting, checking, importing and recovering
 * by a path is refused or needs a chosen place.
 */
export function withoutPaths(
  handlers: DoorHandlers,
  places: ChosenPlaces,
  { typesBackups }: PageRights,
): DoorHandlers {
  const refuse = async (): Promise<never> => {
    throw new EngineError('INVALID', 'A page cannot name a path on this machine.')
  }
  const { files, portable, backups, home } = handlers
  const written = (path: string): string => (typesBackups && !isPlace(path) ? path : places.resolve(path))
  return {
    ...handlers,
    files: { ...files, add: refuse, save: refuse },
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
      folders: async (asked, context) => (typesBackups ? backups.folders(asked, context) : refuse()),
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
