// Sizes that the contract caps; its schemas are not part of the page.

/** Of the name of a group. */
export const MAX_NAME_CHARS = 128
/** Longer lists draw only what is in sight. */
export const MANY_MEMBERS = 60
