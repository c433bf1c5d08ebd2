import type { ReactNode } from "react"

const paths = {
  check: <path d="m4.5 8.4 2.4 2.4 4.6-5.3" />,
  pause: <path d="M6.2 4.8v6.4M9.8 4.8v6.4" />,
  door: <path d="M8.6 3.2h3.2v9.6H8.6M2.9 8h5.6M6.3 5.6 8.7 8l-2.4 2.4" />,
  doorOpen: <path d="M8.6 3.2h3.2v9.6H8.6M3.9 12.8V4.6l4.7-1.8v10.4zM6.8 8v.6" />,
  ban: <path d="M8 2.9a5.1 5.1 0 1 0 0 10.2A5.1 5.1 0 0 0 8 2.9ZM4.5 4.6l7 6.8" />,
  archive: <path d="M3 3.6h10v2.7H3zM4 6.3v6.1h8V6.3M6.6 8.8h2.8" />,
  question: <path d="M6.1 6.2a1.9 1.9 0 1 1 2.9 1.6c-.7.4-1 .8-1 1.5M8 11.6v.1" />,
  shield: <path d="M8 2.7 3.8 4.2v3.5c0 2.6 1.7 4.6 4.2 5.6 2.5-1 4.2-3 4.2-5.6V4.2z" />,
  hourglass: (
    <path d="M4.5 3h7M4.5 13h7M5.4 3v1.7c0 1.2 2.6 2.2 2.6 3.3 0-1.1 2.6-2.1 2.6-3.3V3M5.4 13v-1.7C5.4 10.1 8 9.1 8 8c0 1.1 2.6 2.1 2.6 3.3V13" />
  ),
  undo: <path d="M5.6 3.7 3 6.3l2.6 2.6M3.2 6.3h6a3.3 3.3 0 0 1 0 6.6H6" />,
  copy: <path d="M5.8 5.8h6.7v6.7H5.8zM3.5 10.2V3.5h6.7" />,
  search: <path d="M7.1 2.9a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4ZM10.2 10.2l3 3" />,
  sun: (
    <path d="M8 5.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4ZM8 1.9v1.2M8 12.9v1.2M1.9 8h1.2M12.9 8h1.2M3.7 3.7l.8.8M11.5 11.5l.8.8M3.7 12.3l.8-.8M11.5 4.5l.8-.8" />
  ),
  moon: <path d="M12.9 9.6A5.3 5.3 0 0 1 6.4 3.1a5.3 5.3 0 1 0 6.5 6.5Z" />,
  screen: <path d="M2.6 3.6h10.8v7H2.6zM6 13h4M8 10.6V13" />,
  arrow: <path d="M3.5 8h9M9 4.5 12.5 8 9 11.5" />,
  compass: <path d="M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6Zm2.3 3.1L9 9 5.7 10.3 7 7z" />,
  nodes: (
    <path d="M8 2.7a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2ZM3.9 9.9a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2ZM12.1 9.9a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2ZM7.2 5.7 4.7 10M8.8 5.7l2.5 4.3M5.5 11.5h5" />
  ),
  blocks: <path d="M8 2.5 12.8 5v6L8 13.5 3.2 11V5zM3.2 5 8 7.5 12.8 5M8 7.5v6" />,
  snapshot: (
    <path d="M3 3h2.7v2.7H3zM6.7 3h2.7v2.7H6.7zM10.3 3H13v2.7h-2.7zM3 6.7h2.7v2.7H3zM10.3 6.7H13v2.7h-2.7zM3 10.3h2.7V13H3zM6.7 10.3h2.7V13H6.7z" />
  ),
  account: (
    <path d="M8 3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM3.4 13.2c.5-2.3 2.3-3.5 4.6-3.5s4.1 1.2 4.6 3.5" />
  ),
  up: <path d="M8 12.5v-9M4.5 7 8 3.5 11.5 7" />,
  down: <path d="M8 3.5v9M4.5 9 8 12.5 11.5 9" />,
  close: <path d="m4.3 4.3 7.4 7.4M11.7 4.3l-7.4 7.4" />,
  warning: <path d="M8 3 2.6 12.6h10.8zM8 6.6v2.9M8 11.1v.1" />,
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof paths

/** A 16-unit line drawing in the colour of the text. Decorative: the word beside it carries the meaning. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className ?? ""}`}
    >
      {paths[name]}
    </svg>
  )
}
