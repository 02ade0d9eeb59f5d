/** The most characters of a title in a message. */
const most = 60;

/** A title for a message of one or two lines: its beginning when it is long. */
export function shortened(title: string): string {
  const characters = [...title];
  return characters.length <= most ? title : `${characters.slice(0, most).join('').trimEnd()}…`;
}
