# shellcheck shell=bash disable=SC2034,SC2154
# The lock file would be 1,400 lines: the version of the driver is pinned, those of its libraries are what
# Cargo finds for this Rust.
registry=crates.io
pins=(Cargo.toml)
export CARGO_TARGET_DIR=$work/target CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback
has_toolchain() { has cargo rustc cc pkg-config && at_least 1.88 "$(rustc --version | cut -d ' ' -f 2)" rustc; }
fetch() { cargo fetch; }
registry_answers() { cargo info mongodb; }
compile() { cargo build -q --locked; }
program=(target/debug/driver)
