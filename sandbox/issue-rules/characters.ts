/**
 * The page does not say how it counts a Han character outside the Basic Multilingual Plane, which is one code point and
 * two UTF-16 units. It is one against the shortest length and two against the longest.
 */
export function hasLength(text: string, shortest: number, longest: number): boolean {
  return Array.from(text).length >= shortest && text.length <= longest;
}

/** Plain letters and digits, so and so many of them. */
export function alphanumeric(text: string, shortest: number, longest: number): boolean {
  return text.length >= shortest && text.length <= longest && !/[^0-9A-Za-z]/.test(text);
}
