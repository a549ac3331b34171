// The acts of the story's people at their pages, with any device. One hand has a mouse, the other
// keys alone. A hand acts, and waits only for what it needs to continue; the eyes check the result.

export type PlaceName =
  'Inbox' | 'Sent' | 'Held' | 'Scheduled' | 'Drafts' | 'Archive' | 'Contact requests' | 'People' | 'Search'

/** Where an invite is pasted: in an inbox that is still empty, or among the people. */
export const INVITE_FIELD = /^(Their link|Link or address)$/

/** Opens a sealed letter now, or when its author is back. */
export const SEALED_BUTTON = /^Open( the letter| when back| when .+ is back)?$/

export interface Writing {
  to: string[]
  subject: string
  text: string
  /** Whether the author sees the opening; by default they do. */
  opening?: 'Nobody sees who opened it'
  /** `Pick a time…` uses the time that the page proposes. */
  when?: 'Pick a time…' | 'Hold until I release it'
  /** Sets an expiry months from now. */
  hasEnd?: true
}

export interface Hand {
  /** Enters a name, and postpones the 24 words. */
  begin(name: string): Promise<void>
  go(place: PlaceName): Promise<void>

  makeInvite(): Promise<void>
  /** Returns the text of the field with this label. */
  copyField(label: string): Promise<string>
  acceptInvite(link: string): Promise<void>
  knock(address: string, line: string): Promise<void>
  acceptKnock(name: string): Promise<void>

  /** Writes a new letter without sending it. */
  write(writing: Writing): Promise<void>
  /** Adds text at the end of the open letter's text. */
  writeOn(text: string): Promise<void>
  send(): Promise<void>
  undo(): Promise<void>

  /** Chooses a letter by title in the visible list. */
  choose(list: string, title: string): Promise<void>
  openSealed(): Promise<void>
  markDone(note: string): Promise<void>
  /** Answers the open letter, all its readers or one of them, and sends the answer at once. */
  reply(text: string, onlyTo?: string): Promise<void>
  saveAsEml(): Promise<void>
  archive(): Promise<void>
  search(query: string): Promise<void>

  hold(): Promise<void>
  letGo(): Promise<void>
  recall(): Promise<void>
}
