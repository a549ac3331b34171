// The table of providers: where their mail is, and how one signs in there.
// Written from what the providers publish for other programs. Where they do not say a thing, it is
// missing here, and the steps after the table find it.
import { EAST_ASIA } from './east-asian-providers.ts'
import { EUROPE } from './european-providers.ts'
import type { Provider } from './provider.ts'
import { WORLD } from './world-providers.ts'

export const PROVIDERS: readonly Provider[] = [...WORLD, ...EUROPE, ...EAST_ASIA]
