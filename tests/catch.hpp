// Catch2 under one name: version 2 is a single header, version 3 (newer
// distributions) has many and gathers them in catch_all.hpp.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
