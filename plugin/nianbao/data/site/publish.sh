#!/bin/sh
# Gitee Go、Jenkins、定时任务……任何能运行 shell 的地方：核对、构建，成功以后才替换网站。
# For Gitee Go, Jenkins, cron: checks and builds, and replaces the site only when all went well.
# sh ci/publish.sh /var/www/nianbao
set -eu

[ $# -eq 1 ] || { echo "sh ci/publish.sh FOLDER" >&2; exit 2; }
case $1 in
  /*) target=$1 ;;
  *) target=$PWD/$1 ;;
esac
cd "$(dirname "$0")/.."

if ! command -v nianbao >/dev/null; then
  python3 -m venv .venv
  .venv/bin/pip install --quiet --requirement requirements.txt
  PATH=$PWD/.venv/bin:$PATH
fi

nianbao check
mkdocs build --strict --site-dir "$target.new"
rm -rf "$target.old"
if [ -e "$target" ]; then mv "$target" "$target.old"; fi
mv "$target.new" "$target"
rm -rf "$target.old"
