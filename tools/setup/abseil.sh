# shellcheck shell=bash disable=SC2034
# Abseil, for ThreadSanitizer only: it cannot see that a distribution's absl::Mutex locks anything.
# All other builds use the distribution's package.
recipe=1
package=abseil

options() {
  cat <<END
-DCMAKE_CXX_STANDARD=20
-DABSL_PROPAGATE_CXX_STD=ON
-DABSL_ENABLE_INSTALL=ON
-DBUILD_TESTING=OFF
END
}
