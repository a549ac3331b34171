// The command palette, in English.
export const palette = {
  title: 'Go anywhere, do anything',
  placeholder: 'A place, a person, something to do…',
  nothing: 'No matches.',
  writeTo: (name: string) => `Write to ${name}`,
  showPerson: (name: string) => `${name} in People`,
  newNote: 'Write a note',
  newPublic: 'Write a public post',
  newGroup: 'Create a group',
  files: (view: string) => `Files: ${view}`,
  myPosts: 'Your posts',
  whomIFollow: 'People you follow',
  searchFor: (query: string) => `Search letters for “${query}”`,
  results: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  theme: { system: 'Theme: same as system', light: 'Theme: light', dark: 'Theme: dark' },
  language: { en: 'Language: English', ja: '言語：日本語' },
}
