// The picture on this person's card, in English.
export const picture = {
  label: 'Picture',
  choose: 'Choose a picture',
  change: 'Change picture',
  remove: 'Remove picture',
  hint: 'Or drop one here. This browser crops it square and makes it small, and keeps nothing else of the file.',
  optional: 'Optional. Your contacts see it beside your name. You can also drop one here.',
  unreadable: 'This browser can’t read that picture. Choose another.',
  tooLarge: 'That file is too large. Choose a smaller one.',
  saved: 'Your new picture is saved. Your contacts will see it.',
  removed: 'Your picture is removed.',
}
