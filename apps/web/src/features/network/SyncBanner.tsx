"use client"

import { useQuery } from "@tanstack/react-query"
import { useTrpc } from "../../trpc/client.ts"
import { Notice } from "../../ui/Notice.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { describeSync } from "./describeSync.ts"

/** Stands above figures that may be old; absent while the index keeps up. */
export function SyncBanner() {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.network.sync.queryOptions())
  const { tone, word, sentence } = describeSync(data, useNowMs())
  if (tone !== "warn" && tone !== "bad") return null
  return (
    <div className="mb-6">
      <Notice tone={tone} icon="warning">
        <strong className="font-medium">{word}.</strong> {sentence}
      </Notice>
    </div>
  )
}
