import { shortenHex } from "../../format/hex.ts"
import type { Signer } from "../snapshots/SignerBitmap.tsx"

type InstrumentProps = {
  readonly signers: readonly Signer[]
  /** How far the chain is between the newest snapshot and the next, 0..1. */
  readonly progress: number
  readonly label: string
}

const CENTRE = { x: 200, y: 236 }
const SWEEP_DEGREES = 120

/** A point on a circle around the pivot; 0 degrees is straight up, positive to the right. */
function at(radius: number, degrees: number): readonly [number, number] {
  const radians = (degrees * Math.PI) / 180
  const round = (value: number) => Math.round(value * 100) / 100
  return [round(CENTRE.x + radius * Math.sin(radians)), round(CENTRE.y - radius * Math.cos(radians))]
}

function arc(radius: number, from: number, to: number): string {
  const [startX, startY] = at(radius, from)
  const [endX, endY] = at(radius, to)
  return `M${startX} ${startY}A${radius} ${radius} 0 0 1 ${endX} ${endY}`
}

const edge = SWEEP_DEGREES / 2

/**
 * The network as a sextant: one mark on the limb for every node that should have signed the newest snapshot, and an
 * index arm that travels toward the next one.
 */
export function Instrument({ signers, progress, label }: InstrumentProps) {
  const step = SWEEP_DEGREES / Math.max(1, signers.length)
  const width = Math.max(1.2, Math.min(13, step * 2.1))
  const arm = -edge + SWEEP_DEGREES * Math.max(0, Math.min(1, progress))
  return (
    <svg
      viewBox="0 0 400 256"
      role="img"
      aria-label={label}
      className="h-auto w-full max-w-[27rem]"
      fill="none"
    >
      <g stroke="var(--line)" strokeWidth={1.25}>
        <path d={arc(206, -edge - 3, edge + 3)} />
        <path d={arc(152, -edge - 3, edge + 3)} />
        <path
          d={`M${CENTRE.x} ${CENTRE.y}L${at(206, -edge - 3).join(" ")}M${CENTRE.x} ${CENTRE.y}L${at(206, edge + 3).join(" ")}`}
        />
        <path d={arc(74, -edge, edge)} strokeDasharray="1.5 5" />
      </g>
      <g stroke="var(--line-strong)" strokeWidth={1}>
        {Array.from({ length: 61 }, (_, index) => -edge + index * 2).map((degrees, index) => {
          const [x1, y1] = at(152, degrees)
          const [x2, y2] = at(index % 10 === 0 ? 141 : index % 5 === 0 ? 144.5 : 147.5, degrees)
          return <path key={degrees} d={`M${x1} ${y1}L${x2} ${y2}`} />
        })}
      </g>
      <g strokeLinecap={signers.length > 60 ? "butt" : "round"} strokeWidth={width}>
        {signers.map(({ position, nodeId, signed }) => {
          const degrees = -edge + (position + 0.5) * step
          const [x1, y1] = at(signed ? 164 : 176, degrees)
          const [x2, y2] = at(signed ? 194 : 182, degrees)
          return (
            <path
              key={position}
              d={`M${x1} ${y1}L${x2} ${y2}`}
              stroke={signed ? "var(--accent)" : "var(--bad)"}
            >
              <title>{`${nodeId === null ? "a node" : shortenHex(nodeId)} ${signed ? "signed" : "is missing"}`}</title>
            </path>
          )
        })}
      </g>
      <g transform={`rotate(${arm} ${CENTRE.x} ${CENTRE.y})`}>
        <path d={`M${CENTRE.x} ${CENTRE.y}V72`} stroke="var(--ink)" strokeWidth={2} strokeLinecap="round" />
        <path d={`M${CENTRE.x} 76l-5 12h10z`} fill="var(--ink)" />
      </g>
      <circle cx={CENTRE.x} cy={CENTRE.y} r={9} fill="var(--paper)" stroke="var(--ink)" strokeWidth={2} />
      <circle cx={CENTRE.x} cy={CENTRE.y} r={3} fill="var(--accent)" />
    </svg>
  )
}
