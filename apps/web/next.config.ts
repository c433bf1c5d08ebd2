import { fileURLToPath } from "node:url"
import type { NextConfig } from "next"

const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url))

const nextConfig: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ["@sextant/contracts", "@sextant/prisma", "@sextant/shared", "@sextant/wire"],
  serverExternalPackages: ["pg", "@prisma/adapter-pg", "@prisma/client"],
  /** `npm test` checks the types; a build in `npm start` need not do it again. */
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  /** The development overlay would cover the footer in screenshots; errors still show. */
  devIndicators: false,
}

export default nextConfig
