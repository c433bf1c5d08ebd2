import { Logo } from "../../ui/Logo.tsx"
import { SyncStatus } from "./SyncStatus.tsx"

export function SiteFooter() {
  return (
    <footer className="border-line border-t">
      <div className="mx-auto flex max-w-[76rem] flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-8 text-ink-faint text-sm sm:px-8">
        <div className="flex items-center gap-2.5">
          <Logo size={22} />
          <span>Sextant reads the chain and two ledgers; it holds no keys.</span>
        </div>
        <SyncStatus />
      </div>
    </footer>
  )
}
