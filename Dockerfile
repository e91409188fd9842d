# One image for the worker, the callback receiver, the codec server and the sandbox, which differ in their command.
# It is based on Debian, because Temporal's worker needs glibc, which Alpine lacks.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && chmod +x dist/cli/main.js

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Temporal's SDK is both a peer and a development dependency, and npm omits what is the latter. Without the development
# dependencies npm installs the peers, in the versions of the lock file.
# The SDK also contains its native code for every other platform, of 25 MB each.
RUN npm pkg delete devDependencies && npm install --omit=dev \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM ${NODE_IMAGE}
# For TLS to a Temporal service: the slim image contains no certificate authorities.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN ln -s /app/dist/cli/main.js /usr/local/bin/ecticket
USER node
CMD ["node", "dist/workers/main.js"]
