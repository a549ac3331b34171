// What the service worker of a phone says about a message that it cannot read. The worker shares no
// code with the page, so these words are not in its tables.
export const GENERAL_NOTICE = { en: 'A letter has arrived', ja: '手紙が届きました' } as const
