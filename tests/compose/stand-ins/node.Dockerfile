# Stands in for the Node image: debootstrap's Debian and npm's Node, with this machine's way to the registries.
FROM parley-stand-in/debian
COPY . /
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
