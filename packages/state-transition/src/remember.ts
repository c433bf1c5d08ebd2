/** Remembers the results of a pure function of an immutable object for as long as the object lives. */
export function remember<TKey extends object, TValue>(compute: (key: TKey) => TValue): (key: TKey) => TValue {
  const known = new WeakMap<TKey, TValue>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
