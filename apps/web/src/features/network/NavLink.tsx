"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"

/** A link that knows when its page, or one below it, is shown. */
export function NavLink({
  href,
  className,
  children,
}: {
  href: string
  className: string
  children: ReactNode
}) {
  const pathname = usePathname()
  const here = pathname === href
  const below = href !== "/" && pathname.startsWith(`${href}/`)
  return (
    <Link href={href} className={className} aria-current={here ? "page" : below ? "true" : undefined}>
      {children}
    </Link>
  )
}
