import Form from "next/form"
import Link from "next/link"
import { Icon, type IconName } from "../../ui/Icon.tsx"
import { Logo } from "../../ui/Logo.tsx"
import { ThemeToggle } from "../../ui/ThemeToggle.tsx"
import type { Theme } from "../../ui/theme.ts"
import { NavLink } from "./NavLink.tsx"

const places: readonly { readonly href: string; readonly word: string; readonly icon: IconName }[] = [
  { href: "/", word: "Overview", icon: "compass" },
  { href: "/nodes", word: "Nodes", icon: "nodes" },
  { href: "/blocks", word: "Blocks", icon: "blocks" },
  { href: "/snapshots", word: "Snapshots", icon: "snapshot" },
  { href: "/account", word: "Account", icon: "account" },
]

export function SiteHeader({ theme }: { theme: Theme }) {
  return (
    <header className="sticky top-0 z-40 border-line border-b bg-paper">
      <div className="mx-auto flex h-16 max-w-[76rem] items-center gap-3 px-4 sm:gap-7 sm:px-8">
        <Link href="/" className="flex items-center gap-2.5 rounded-lg" aria-label="Sextant, overview">
          <Logo />
          <span className="hidden font-semibold text-[1.0625rem] tracking-[-0.02em] min-[400px]:inline">
            Sextant
          </span>
        </Link>
        <nav aria-label="Main" className="hidden gap-1 sm:flex">
          {places.map(({ href, word }) => (
            <NavLink
              key={href}
              href={href}
              className="rounded-lg px-2.5 py-1.5 text-ink-soft text-sm transition-colors hover:text-ink aria-[current]:font-medium aria-[current]:text-ink aria-[current]:shadow-[inset_0_-2px_0_var(--accent)] aria-[current]:rounded-none lg:px-3"
            >
              {word}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex min-w-0 flex-1 items-center justify-end gap-1.5">
          <SearchBox />
          <ThemeToggle initial={theme} />
        </div>
      </div>
    </header>
  )
}

function SearchBox() {
  return (
    <Form action="/search" role="search" className="relative min-w-0 flex-1 sm:max-w-44 lg:max-w-60">
      <span className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-faint">
        <Icon name="search" />
      </span>
      <input
        name="q"
        type="search"
        required
        autoComplete="off"
        spellCheck={false}
        aria-label="Search a height, node, address or hash"
        placeholder="Height, node, address"
        className="h-9 w-full min-w-0 rounded-lg border border-line bg-surface pr-3 pl-9 text-sm placeholder:text-ink-faint focus:border-accent"
      />
    </Form>
  )
}

/** The main navigation at thumb's reach. */
export function PhoneBar() {
  return (
    <nav
      aria-label="Main, phone"
      className="fixed inset-x-0 bottom-0 z-40 border-line border-t bg-paper pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      <ul className="grid h-16 grid-cols-5">
        {places.map(({ href, word, icon }) => (
          <li key={href} className="grid">
            <NavLink
              href={href}
              className="grid place-content-center justify-items-center gap-0.5 text-2xs text-ink-faint aria-[current]:font-medium aria-[current]:text-accent"
            >
              <Icon name={icon} size={20} />
              {word}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
