// How a customer's device opens the routes on which its person's phones come to it.
import { fixedBytes, listUpTo, record } from '../base/index.ts'
import { ROUTE_BYTES } from '../contract/message-link.ts'

/** A route and the one before it, at each of two far doors. */
const MAX_ROUTES = 4

const routes = listUpTo(fixedBytes(ROUTE_BYTES), MAX_ROUTES)

/** The request `far-open`, from a customer's device: these routes lead to it, and no others. Sent. */
export const farOpenForm = record('far open', { routes })

/** Its answer: the routes among these that lead to another device, and stay with it. Sent. */
export const farOpenedForm = record('far opened', { taken: routes })
