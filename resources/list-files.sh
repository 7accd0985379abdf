#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Names the files of one resource folder, one a line and sorted: list-files.sh FOLDER
cd "$(dirname "$0")" && find "$1" -type f ! -name 'README*' ! -name '.*' | LC_ALL=C sort
