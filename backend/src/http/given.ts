type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without the keys whose value is undefined, for interfaces that know no explicit undefined. */
export function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
}
