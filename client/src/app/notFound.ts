/** A list lacks what was asked for. */
export class NotFound extends Error {
  readonly slug = 'not-found';
}
