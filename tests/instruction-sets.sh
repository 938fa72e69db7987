#!/usr/bin/env bash
# Runs the whole test suite as on machines with fewer instructions: without AVX-512, without AVX2 and the fused
# multiply-add, and without any vectors. InstructionSetTests fail if a switch is not obeyed.
# Arguments go to "dotnet test": tests/instruction-sets.sh --no-build
set -euo pipefail
cd "$(dirname "$0")/.."
for switch in EnableAVX512 EnableAVX2 EnableHWIntrinsic; do
    echo "== DOTNET_$switch=0"
    env "DOTNET_$switch=0" dotnet test tests/CharRnn.Tests -c Release "$@"
done
