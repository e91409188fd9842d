/** What is left of a type's fields once those that are `undefined` are gone. */
type Filled<T> = { -readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  -readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same fields, without those that are `undefined`: absent and undefined are not the same in JSON or in equality. */
export function omitUndefined<T extends object>(fields: T): Filled<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Filled<T>;
}
