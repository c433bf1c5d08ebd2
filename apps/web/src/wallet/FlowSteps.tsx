"use client"

import { formatCount } from "../format/amount.ts"
import { Button } from "../ui/Button.tsx"
import { Hex } from "../ui/Hex.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Notice } from "../ui/Notice.tsx"
import { useNowMs } from "../ui/Now.tsx"
import { type Flow, isBusy } from "./flow.ts"

const steps = [
  { until: "checking", word: "Check" },
  { until: "simulating", word: "Simulate" },
  { until: "signing", word: "Sign in the wallet" },
  { until: "submitted", word: "Included on the L2" },
  { until: "included", word: "In the history" },
] as const

const HINT_AFTER_MS = 30_000

/** Where a transaction stands, step by step; announced to screen readers as it moves. */
export function FlowSteps({
  flow,
  doneText,
  onDismiss,
}: {
  flow: Flow
  doneText: string
  onDismiss: () => void
}) {
  return (
    <div role="status" aria-live="polite" data-testid="flow" data-step={flow.step}>
      {isBusy(flow) ? (
        <Progress flow={flow} />
      ) : (
        <Outcome flow={flow} doneText={doneText} onDismiss={onDismiss} />
      )}
    </div>
  )
}

function Progress({ flow }: { flow: Flow }) {
  const current = steps.findIndex(({ until }) => until === flow.step)
  return (
    <div className="rounded-xl border border-line bg-sunken px-4 py-4">
      <ol className="grid gap-2 text-sm">
        {steps.map(({ until, word }, index) => (
          <li
            key={until}
            className={`flex items-center gap-2.5 ${index > current ? "text-ink-faint" : ""}`}
            aria-current={index === current ? "step" : undefined}
          >
            <span className={index <= current ? "text-accent" : ""}>
              <Icon name={index < current ? "check" : index === current ? "hourglass" : "arrow"} />
            </span>
            <span className={index === current ? "font-medium" : ""}>{word}</span>
            {index === current && flow.step === "signing" ? <Waiting sinceMs={flow.sinceMs} /> : null}
          </li>
        ))}
      </ol>
      {"hash" in flow && flow.hash !== undefined ? (
        <p className="mt-3 flex flex-wrap items-center gap-x-2 text-ink-faint text-sm">
          Transaction <Hex value={flow.hash} what="transaction" />
        </p>
      ) : null}
    </div>
  )
}

function Waiting({ sinceMs }: { sinceMs: number }) {
  const waitedMs = useNowMs() - sinceMs
  if (waitedMs < HINT_AFTER_MS) return <span className="text-ink-faint">waiting for you</span>
  return (
    <span className="text-ink-faint">
      still waiting; the wallet may be locked or hidden behind this window
    </span>
  )
}

function Outcome({ flow, doneText, onDismiss }: { flow: Flow; doneText: string; onDismiss: () => void }) {
  if (flow.step === "rejected")
    return (
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2 text-ink-soft text-sm">
        You declined in the wallet. Nothing was sent.
        <Button look="chip" onClick={onDismiss}>
          OK
        </Button>
      </p>
    )
  if (flow.step === "failed")
    return (
      <Notice tone="bad" icon="warning">
        <p>{flow.sentence}</p>
        {flow.hash === undefined ? null : <Hex value={flow.hash} what="transaction" />}
        <Button look="chip" onClick={onDismiss} className="mt-2">
          Dismiss
        </Button>
      </Notice>
    )
  if (flow.step === "done")
    return (
      <Notice tone="good" icon="check">
        <p>
          {doneText} Included in L2 block {formatCount(flow.l2Number)}
          {flow.isIndexed ? "." : "; the history follows when the index has caught up."}
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3">
          <Hex value={flow.hash} what="transaction" />
          <Button look="chip" onClick={onDismiss}>
            Done
          </Button>
        </p>
      </Notice>
    )
  return null
}
