export const THEME_COOKIE = "theme"
export const themes = ["system", "light", "dark"] as const
export type Theme = (typeof themes)[number]

/** Reads what the cookie says; anything unknown follows the system. */
export function parseTheme(text: string | undefined): Theme {
  return themes.find((theme) => theme === text) ?? "system"
}
