// far: the door for phones. What carries their links is given; who may call what is in rights-table.ts.
export { FarDoor } from './far-door.ts'
export { forPhones } from './far-rights.ts'
export { PageWatch } from './page-watch.ts'
