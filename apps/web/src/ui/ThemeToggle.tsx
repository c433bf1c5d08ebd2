"use client"

import { useState } from "react"
import { Icon, type IconName } from "./Icon.tsx"
import { THEME_COOKIE, type Theme, themes } from "./theme.ts"

const looks: Readonly<Record<Theme, { readonly icon: IconName; readonly word: string }>> = {
  system: { icon: "screen", word: "as the system" },
  light: { icon: "sun", word: "light" },
  dark: { icon: "moon", word: "dark" },
}

const YEAR_S = 31_536_000

function apply(theme: Theme): void {
  if (theme === "system") document.documentElement.removeAttribute("data-theme")
  else document.documentElement.setAttribute("data-theme", theme)
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`
}

/** Steps through system, light and dark. A cookie remembers, so the server paints the right colours at once. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const step = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system"
    setTheme(next)
    apply(next)
  }
  return (
    <button
      type="button"
      onClick={step}
      aria-label={`Colours: ${looks[theme].word}. Change`}
      title={`Colours: ${looks[theme].word}`}
      className="grid size-9 place-items-center rounded-lg text-ink-soft transition-colors hover:bg-accent-soft hover:text-accent"
    >
      <Icon name={looks[theme].icon} size={18} />
    </button>
  )
}
