"use client"

import { useEffect, useState } from "react"
import { Icon } from "./Icon.tsx"

/** Puts `text` on the clipboard and says so. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <button
      type="button"
      onClick={() => void copy().catch(() => setCopied(false))}
      aria-label={copied ? `${what} copied` : `Copy ${what}`}
      className="relative z-10 inline-grid size-6 place-items-center rounded text-ink-faint transition-colors hover:bg-accent-soft hover:text-accent"
    >
      <Icon name={copied ? "check" : "copy"} size={14} />
    </button>
  )
}
