/** Length as a person counts it: a Han character outside the Basic Multilingual Plane is one. */
export function characters(text: string): number {
  return Array.from(text).length;
}

/** Plain letters and digits, so and so many of them. */
export function alphanumeric(text: string, shortest: number, longest: number): boolean {
  return text.length >= shortest && text.length <= longest && !/[^0-9A-Za-z]/.test(text);
}
