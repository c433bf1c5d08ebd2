"use client"

import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Hex } from "../../ui/Hex.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { When } from "../../ui/When.tsx"
import { type ExitStep, exitSteps } from "./exitSteps.ts"

type NodeDetail = Outputs["node"]["get"]

/** The way out, step by step, with what is done and what comes next. */
export function ExitPath({ node }: { node: NodeDetail }) {
  return (
    <ol className="space-y-0">
      {exitSteps(node).map((step, index, steps) => (
        <li key={step.kind} className="relative flex gap-4 pb-5 last:pb-0">
          {index < steps.length - 1 ? (
            <span className="absolute top-6 bottom-0 left-3 w-px bg-line" aria-hidden="true" />
          ) : null}
          <StepMark status={step.status} />
          <div className="min-w-0 text-sm">
            <p className={step.status === "ahead" ? "text-ink-faint" : "font-medium"}>
              {titles[step.kind]}
              <span className="sr-only">
                : {step.status === "done" ? "done" : step.status === "now" ? "in progress" : "ahead"}
              </span>
            </p>
            <StepNote step={step} node={node} />
          </div>
        </li>
      ))}
    </ol>
  )
}

const titles: Readonly<Record<ExitStep["kind"], string>> = {
  requested: "Exit requested",
  waited: "Waiting time over",
  signed: "In a signed snapshot",
  left: "Exit completed on the L2",
}

function StepMark({ status }: { status: ExitStep["status"] }) {
  const look = {
    done: "bg-move-soft text-move",
    now: "border-2 border-move bg-surface text-move",
    ahead: "border border-line bg-surface text-ink-faint",
  }[status]
  return (
    <span className={`relative z-10 grid size-6 shrink-0 place-items-center rounded-full ${look}`}>
      {status === "done" ? (
        <Icon name="check" size={14} />
      ) : status === "now" ? (
        <Icon name="hourglass" size={13} />
      ) : null}
    </span>
  )
}

function StepNote({ step, node }: { step: ExitStep; node: NodeDetail }) {
  const block = (height: number | null) => (height === null ? null : <>block {formatCount(height)}</>)
  switch (step.kind) {
    case "requested":
      return <p className="text-ink-faint">{block(node.exitRequestedHeight)}</p>
    case "waited":
      return <p className="text-ink-faint">{block(node.exitHeight)}</p>
    case "signed":
      return node.exitLeaf === null ? null : (
        <p className="text-ink-faint">{block(node.exitLeaf.snapshotHeight)}</p>
      )
    case "left":
      return node.left === null ? null : (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-faint">
          <When atMs={node.left.atMs} /> <Hex value={node.left.txHash} what="transaction" />
        </p>
      )
  }
}
