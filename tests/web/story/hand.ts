// The acts of the story's people at their pages, with any device: one hand has a mouse, the other
// keys alone. A hand acts, and waits only for what it needs to continue; the eyes check the result.

export type PlaceName =
  'Inbox' | 'Sent' | 'Held & scheduled' | 'Drafts' | 'Archive' | 'Contact requests' | 'Contacts' | 'Search'

/** Where an invite is pasted: in an inbox that is still empty, or among the people. */
export const INVITE_FIELD = /^(Their link|Link or address)$/

export interface Writing {
  to: string[]
  subject: string
  text: string
  /** What opening tells; the author, unless it says otherwise. */
  opening?: 'Nobody sees who opened it'
  /** At a time is the one that the page proposes. */
  when?: 'At a set time' | 'Hold until I release it'
  /** In the year 2099. */
  hasEnd?: true
}

export interface Hand {
  /** A name, and the 24 words left for later. */
  begin(name: string): Promise<void>
  go(place: PlaceName): Promise<void>

  makeInvite(): Promise<void>
  /** Takes along what stands in the field of that name. */
  copyField(label: string): Promise<string>
  acceptInvite(link: string): Promise<void>
  knock(address: string, line: string): Promise<void>
  acceptKnock(name: string): Promise<void>

  /** On a new sheet, not sent yet. */
  write(writing: Writing): Promise<void>
  /** At the end of the text that is there. */
  writeOn(text: string): Promise<void>
  send(): Promise<void>
  undo(): Promise<void>

  /** Chooses the letter of that title in the list that is shown. */
  choose(list: string, title: string): Promise<void>
  openSealed(): Promise<void>
  markDone(note: string): Promise<void>
  /** Sent at once, as an answer to the letter that is open. */
  reply(text: string): Promise<void>
  saveAsEml(): Promise<void>
  archive(): Promise<void>
  search(query: string): Promise<void>

  hold(): Promise<void>
  letGo(): Promise<void>
  recall(): Promise<void>
}
