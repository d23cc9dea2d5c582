# Stands in for the Redis image: Debian's Redis.
FROM parley-stand-in/node
RUN apt-get update && apt-get install --yes --no-install-recommends redis-server
WORKDIR /data
