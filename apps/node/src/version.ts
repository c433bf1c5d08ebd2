/** Of this release: major, minor, patch. */
export const VERSION = [0, 1, 0] as const
