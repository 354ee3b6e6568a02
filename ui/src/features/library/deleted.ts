/** The connector that was deleted last, as long as nothing else was changed since: what Ctrl+Z would bring back. */
export interface Deleted {
  id: string;
  name: string;
  wasOpen: boolean;
}

let last: Deleted | null = null;

export function noteDeleted(deleted: Deleted | null) {
  last = deleted;
}

export function lastDeleted(): Deleted | null {
  return last;
}
