#!/bin/sh
# Copy the finished site to your own web server. Run it in the wiki's folder, after "make site":
#
#   sh rsync.sh --dry-run wiki@server.example.org:/var/www/wiki/   show what would change
#   sh rsync.sh wiki@server.example.org:/var/www/wiki/             publish
#
# The folder at the far end belongs to the wiki alone: whatever else lies in it is deleted.
set -eu

dry=""
if [ "${1:-}" = "--dry-run" ]; then
    dry="--dry-run"
    shift
fi
if [ "$#" -ne 1 ]; then
    echo "usage: sh rsync.sh [--dry-run] [user@]host:/folder/" >&2
    exit 2
fi
if [ ! -f build/site/index.html ]; then
    echo "There is no finished site in build/site: run 'make site' first." >&2
    exit 1
fi

# --checksum: a new build touches every file, but most stay the same. --delay-updates with --delete-after: readers see
# the old site until the new one is complete, and old pages go last. A trailing slash copies the folder's content.
rsync --archive --no-owner --no-group --checksum --compress --delay-updates --delete-after --itemize-changes \
    ${dry:+"$dry"} build/site/ "${1%/}/"
