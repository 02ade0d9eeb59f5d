/** The fields of a document that hold its title and its text. */
export interface TextFields {
  title: string;
  content: string;
}

/** The names that the page and the security rules use; two params name others. */
export const defaultTextFields: TextFields = { title: 'title', content: 'content' };
