/** Lists that are never changed in place. */

export function replaceAt<Item>(list: readonly Item[], index: number, item: Item): Item[] {
  return list.map((one, at) => (at === index ? item : one));
}

export function removeAt<Item>(list: readonly Item[], index: number): Item[] {
  return list.filter((_, at) => at !== index);
}

/** Moves an item by so many places; the ends stop it. */
export function moveBy<Item>(list: readonly Item[], index: number, by: number): Item[] {
  const item = list[index];
  if (item === undefined) return [...list];
  const rest = removeAt(list, index);
  const at = Math.min(rest.length, Math.max(0, index + by));
  return [...rest.slice(0, at), item, ...rest.slice(at)];
}

/** Moves an item to a place. */
export function moveTo<Item>(list: readonly Item[], from: number, to: number): Item[] {
  return moveBy(list, from, to - from);
}
