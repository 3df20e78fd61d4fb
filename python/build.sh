#!/usr/bin/env bash
# Builds the native library with .NET's ahead-of-time compiler and puts it into the Python package. Needs the .NET 10 SDK, a C
# compiler for linking (gcc or clang), and the NuGet registry for the compiler's package.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
case "$(uname -s)" in
    Darwin) library=AsyncRL.Native.dylib ;;
    MINGW* | MSYS* | CYGWIN*) library=AsyncRL.Native.dll ;;
    *) library=AsyncRL.Native.so ;;
esac

if ! dotnet --version >/dev/null 2>&1; then
    echo "The .NET 10 SDK is needed: install package dotnet-sdk-10.0 and make sure that 'dotnet' is on the PATH." >&2
    exit 1
fi
if [ "$library" = AsyncRL.Native.so ] && ! command -v clang >/dev/null 2>&1 && ! command -v gcc >/dev/null 2>&1; then
    echo "A C compiler is needed for linking: install package gcc or clang." >&2
    exit 1
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish src/AsyncRL.Native -c Release --use-current-runtime -o "$out"
mkdir -p python/asyncrl_envs/native
# A new file, so that a process that has the old one open keeps it.
cp "$out/$library" "python/asyncrl_envs/native/$library.new"
mv "python/asyncrl_envs/native/$library.new" "python/asyncrl_envs/native/$library"
echo "Built python/asyncrl_envs/native/$library. 'pip install ./python' installs the package."
