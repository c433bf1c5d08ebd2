"use client"

import dynamic from "next/dynamic"

function Loading() {
  return <p className="text-ink-faint text-sm">Loading the wallet part …</p>
}

/** The wallet parts, fetched in the browser after the page is readable; no other page loads them. */
export const LazyAccountDesk = dynamic(
  () => import("./AccountDesk.tsx").then((module) => module.AccountDesk),
  {
    ssr: false,
    loading: Loading,
  },
)
export const LazyClaimDesk = dynamic(() => import("./ClaimDesk.tsx").then((module) => module.ClaimDesk), {
  ssr: false,
  loading: Loading,
})
export const LazyStakeDesk = dynamic(() => import("./StakeDesk.tsx").then((module) => module.StakeDesk), {
  ssr: false,
})
