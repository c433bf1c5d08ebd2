import { Lost } from "../ui/Lost.tsx"

export default function NotFound() {
  return (
    <Lost
      title="Off the chart"
      sentence="There is no page at this address. The overview leads everywhere."
      href="/"
      word="Overview"
    />
  )
}
