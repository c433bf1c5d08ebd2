"use client"

import { useQuery } from "@tanstack/react-query"
import { useTrpc } from "../../trpc/client.ts"
import { Icon } from "../../ui/Icon.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { toneClasses } from "../../ui/tone.ts"
import { describeSync } from "./describeSync.ts"

/** Whether the index keeps up, in the footer of every page. */
export function SyncStatus() {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.network.sync.queryOptions())
  const { tone, word, sentence } = describeSync(data, useNowMs())
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5" data-testid="sync">
      <span className={`inline-flex items-center gap-1.5 font-medium ${toneClasses[tone].text}`}>
        <Icon name={tone === "good" ? "check" : tone === "idle" ? "hourglass" : "warning"} />
        {word}
      </span>
      <span>{sentence}</span>
    </p>
  )
}
