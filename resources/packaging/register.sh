#!/bin/sh
# Put Saddle into your own menu and open .saddle files and saddle: links with it. `register.sh --remove` takes that back.
# Run it again after you have moved this folder. The .deb needs none of this.
set -eu
here=$(cd -P "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}

if [ "${1:-}" = --remove ]; then
    rm -f "$data/applications/saddle.desktop" "$data/mime/packages/saddle.xml"
    find "$data/icons/hicolor" -name 'saddle.png' -o -name 'saddle.svg' 2>/dev/null | while IFS= read -r icon; do
        rm -f "$icon"
    done
else
    mkdir -p "$data/applications" "$data/mime/packages" "$data/icons"
    # As the desktop entry specification quotes a program with any name.
    program=$(printf '%s' "$here/saddle" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
    while IFS= read -r line; do
        case $line in
            Exec=*) printf 'Exec="%s" %%u\n' "$program" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done <"$here/share/applications/saddle.desktop" >"$data/applications/saddle.desktop"
    cp "$here/share/mime/packages/saddle.xml" "$data/mime/packages/"
    cp -R "$here/share/icons/hicolor" "$data/icons/"
fi

# Tell the desktop, with whichever of its tools are here.
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
if [ "${1:-}" != --remove ]; then
    for type in application/x-saddle x-scheme-handler/saddle; do
        if command -v gio >/dev/null; then gio mime "$type" saddle.desktop >/dev/null
        elif command -v xdg-mime >/dev/null; then xdg-mime default saddle.desktop "$type"; fi
    done
fi
