"use client"

import { Button } from "../ui/Button.tsx"
import { Logo } from "../ui/Logo.tsx"

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center py-16 text-center sm:py-24">
      <span className="mb-6 text-ink-faint">
        <Logo size={56} />
      </span>
      <h1 className="font-semibold text-title">The index does not answer</h1>
      <p className="mt-3 text-ink-soft leading-relaxed" role="alert">
        This page could not be read from the database. The network itself is not affected. Try again in a
        moment
        {error.digest === undefined ? (
          "."
        ) : (
          <>; if it goes on, the operator finds the reason under {error.digest}.</>
        )}
      </p>
      <Button look="line" onClick={reset} className="mt-7">
        Try again
      </Button>
    </div>
  )
}
