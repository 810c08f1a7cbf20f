# Sourced by ./run and ./test: finds what a build needs, installs what is missing where it may.
#
# Nothing here stops the caller: every function returns non-zero and has said what is missing.

# What Fyne's window links against, as Debian and Ubuntu name it.
build_packages=(gcc libc6-dev pkg-config libgl-dev libegl-dev libx11-dev libxcursor-dev libxrandr-dev
	libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev)

# What the end-to-end test adds: a screen in memory, software OpenGL, a hand and an eye.
screen_packages=(xvfb xauth libgl1-mesa-dri xdotool imagemagick)

go_wanted=1.26

say() { printf '%s\n' "$*" >&2; }

# missing_packages NAME... prints those that are not installed, one a line.
missing_packages() {
	local name
	for name in "$@"; do
		[[ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" == *installed ]] || printf '%s\n' "$name"
	done
}

# as_root COMMAND... runs it as root: directly, or by sudo (which may ask for a password on a terminal).
as_root() {
	if [[ $(id -u) -eq 0 ]]; then
		"$@"
	elif ! command -v sudo >/dev/null; then
		return 1
	elif [[ -t 0 ]]; then
		sudo "$@"
	else
		sudo -n "$@" 2>/dev/null
	fi
}

# ensure_packages NAME... installs what is missing, or names it and returns 1.
ensure_packages() {
	[[ $(uname -s) == Linux ]] || return 0 # elsewhere the system's own frameworks are enough
	if ! command -v dpkg-query >/dev/null; then
		ensure_libraries "$@"
		return
	fi
	local missing
	mapfile -t missing < <(missing_packages "$@")
	[[ ${#missing[@]} -gt 0 ]] || return 0
	say "Installing: ${missing[*]}"
	if install_packages "${missing[@]}"; then
		return 0
	fi
	say "These packages are missing and could not be installed here. Install them with:"
	say "  sudo apt-get update && sudo apt-get install -y ${missing[*]}"
	return 1
}

# install_packages NAME... tries the package lists at hand first, then fresh ones.
install_packages() {
	local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
	as_root "${apt[@]}" install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return 0
	as_root "${apt[@]}" update -q >/dev/null 2>&1 &&
		as_root "${apt[@]}" install -y -q --no-install-recommends "$@" >/dev/null
}

# ensure_libraries is ensure_packages for a Linux without dpkg: it can look, not install.
ensure_libraries() {
	local program absent=()
	for program in gcc pkg-config; do
		command -v "$program" >/dev/null || absent+=("$program")
	done
	if [[ " $* " == *" xvfb "* ]]; then
		for program in xvfb-run xdotool import; do
			command -v "$program" >/dev/null || absent+=("$program")
		done
	fi
	if ! pkg-config --exists gl egl x11 xcursor xrandr xinerama xi xxf86vm wayland-client xkbcommon 2>/dev/null; then
		absent+=("development files of OpenGL, EGL, X11, Wayland and xkbcommon")
	fi
	[[ ${#absent[@]} -gt 0 ]] || return 0
	local IFS=,
	say "Missing here: ${absent[*]}"
	IFS=' '
	say "Install your distribution's counterparts of these Debian packages: $*"
	return 1
}

# go_is_new_enough: the go on PATH is at least $go_wanted, or (from 1.21) can fetch that toolchain itself.
go_is_new_enough() {
	command -v go >/dev/null || return 1
	local version
	version=$(cd "$root" && GOTOOLCHAIN=${GOTOOLCHAIN:-auto} go env GOVERSION 2>/dev/null) || return 1
	version=${version#go}
	[[ "$(printf '%s\n%s\n' "$go_wanted" "${version%%[-a-z]*}" | sort -V | head -n 1)" == "$go_wanted" ]]
}

# ensure_go puts a new enough go on PATH, or says which to install and returns 1.
ensure_go() {
	go_is_new_enough && return 0
	if [[ -x /usr/local/go/bin/go ]]; then
		PATH=/usr/local/go/bin:$PATH
		go_is_new_enough && return 0
	fi
	local architecture
	case $(uname -m) in
	aarch64 | arm64) architecture=arm64 ;;
	*) architecture=amd64 ;;
	esac
	if command -v go >/dev/null; then
		say "Go $go_wanted or newer is needed; here is $(go version 2>/dev/null | cut -d' ' -f3), and it could not fetch a newer one."
	else
		say "Go $go_wanted or newer is needed; here is none."
	fi
	say "Install it from https://go.dev/dl/, for example:"
	say "  curl -LO https://go.dev/dl/go$go_wanted.0.$(uname -s | tr '[:upper:]' '[:lower:]')-$architecture.tar.gz"
	say "  sudo rm -rf /usr/local/go && sudo tar -C /usr/local -xzf go$go_wanted.0.*.tar.gz"
	say "  export PATH=/usr/local/go/bin:\$PATH"
	return 1
}
