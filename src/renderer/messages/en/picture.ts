// The picture on one’s card, in English.
export const picture = {
  label: 'Picture',
  choose: 'Choose a picture',
  change: 'Choose another',
  remove: 'Remove it',
  hint: 'Or drop one here. It is cut square and made very small in this browser; nothing else of the file is kept.',
  optional: 'Optional. Your contacts see it beside your name. You can also drop one here.',
  unreadable: 'This browser cannot read that as a picture.',
  tooLarge: 'That file is too large to be made a picture here.',
  saved: 'Your new picture is on your card.',
  removed: 'Your picture is off your card.',
}
