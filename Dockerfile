# The app alone; ClickHouse and PostgreSQL are services of docker-compose.yml.
# Debian, because the packages with native code are built for glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY backend/package.json backend/package.json
COPY backend/bin backend/bin
COPY pipelines/package.json pipelines/package.json
COPY experiments/package.json experiments/package.json
COPY frontend/package.json frontend/package.json
COPY test/package.json test/package.json
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production RELANCE_DATA=/var/lib/relance HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=node:node /app /app
RUN install -d -o node -g node -m 0700 /var/lib/relance
USER node
VOLUME /var/lib/relance
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
  CMD node -e "fetch('http://127.0.0.1:3000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "backend/bin/relance.js", "start", "--empty"]
